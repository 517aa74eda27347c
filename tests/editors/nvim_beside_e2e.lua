-- Bowline beside a real rust-analyzer in one Neovim, with not one setting of rust-analyzer's changed; `nvim_harness.lua` says how it
-- is run. Left out, and said so, where there is no rust-analyzer.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait = T.check, T.wait
local answer = vim.fn.executable('rust-analyzer') == 1 and vim.system({ 'rust-analyzer', '--version' }, { text = true }):wait()
if not answer or answer.code ~= 0 then
  io.write('left out: no rust-analyzer on PATH\n0 passed, 0 failed\n')
  os.exit(0)
end

local lib_buffer, analyzer
local checks = {}

--- What a server shows on the sample's library.
local function shown(client)
  local push = vim.lsp.diagnostic.get_namespace(client.id)
  local pull = vim.lsp.diagnostic.get_namespace(client.id, true)
  return vim.list_extend(vim.diagnostic.get(lib_buffer, { namespace = push }), vim.diagnostic.get(lib_buffer, { namespace = pull }))
end

function checks.attach()
  vim.lsp.config('rust-analyzer', { cmd = { 'rust-analyzer' }, filetypes = { 'rust' }, root_markers = { 'Cargo.toml' } })
  require('bowline').setup({ settings = { background = { on_battery = true } } })
  vim.lsp.enable({ 'rust-analyzer' })
  lib_buffer = T.open(T.lib)
  check('bowline attaches', T.attached(lib_buffer) ~= nil)
  check('and rust-analyzer', wait(function()
    analyzer = vim.lsp.get_clients({ name = 'rust-analyzer', bufnr = lib_buffer })[1]
    return analyzer and analyzer.initialized
  end), vim.trim(answer.stdout))
end

function checks.diagnostics()
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0;' })
  T.begin()
  vim.cmd('silent write')
  check('saved, rust-analyzer shows the compiler\'s errors', wait(function()
    return vim.iter(shown(analyzer)):any(function(one) return one.code == 'E0384' or one.code == 'E0596' or one.message:find('mutable', 1, true) end)
  end), vim.inspect(vim.tbl_map(function(one) return one.message end, shown(analyzer))))
  check('Bowline has a fix ready', wait(function() return #T.ready > 0 end))
  local own = shown(T.attached(lib_buffer))
  check('and shows none of its own: nothing is doubled', #own == 0, #own)
end

function checks.actions()
  T.cursor_on(lib_buffer, 'total += number')
  local params = vim.lsp.util.make_range_params(0, analyzer.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local bowline, other, all
  -- rust-analyzer answers «content modified» where it has learnt something meanwhile: then it is asked again, as editors do.
  for _ = 1, 20 do
    all = vim.lsp.buf_request_sync(lib_buffer, 'textDocument/codeAction', params, 60000) or {}
    bowline, other = all[T.attached(lib_buffer).id], all[analyzer.id]
    if not (other and other.err and other.err.code == vim.lsp.protocol.ErrorCodes.ContentModified) then break end
  end
  check('both offer their code actions', bowline and other and not other.err and #bowline.result > 0, vim.inspect(all):sub(1, 300))
  local commands = {}
  for _, client in ipairs({ analyzer, T.attached(lib_buffer) }) do
    for _, id in ipairs(vim.tbl_get(client.server_capabilities, 'executeCommandProvider', 'commands') or {}) do
      commands[id] = (commands[id] or 0) + 1
    end
  end
  check('no command has two servers', vim.iter(pairs(commands)):all(function(_, count) return count == 1 end))
end

--- A check of rust-analyzer's hangs in the build script and holds its lock for as long as this lasts.
function checks.locks()
  --- The build scripts that hang in the project's own target directory.
  local function hanging()
    local found = {}
    for line in vim.gsplit(vim.system({ 'ps', '-eo', 'pid=,args=' }, { text = true }):wait().stdout, '\n') do
      if line:find(T.sample .. '/target', 1, true) and line:find('build-script-build', 1, true) then
        table.insert(found, tonumber(line:match('%d+')))
      end
    end
    return found
  end
  vim.fn.writefile({ 'yes' }, T.sample .. '/hold')
  analyzer:notify('textDocument/didSave', { textDocument = { uri = vim.uri_from_bufnr(lib_buffer) } })
  local hangs = wait(function() return #hanging() > 0 end)
  vim.fn.writefile({ 'no' }, T.sample .. '/hold')
  check('a check of rust-analyzer hangs, with its lock', hangs)
  T.cursor_on(lib_buffer, 'total += number')
  local one = T.reviewed('Bowline\'s loop goes on beside it', function() vim.cmd('Bowline fix') end)
  check('with the fix', one and T.proposed(one):find('let mut total', 1, true))
  local result = T.decided('which is applied', function() vim.cmd('Bowline apply') end)
  check('into the buffer that rust-analyzer has too', result.state == 'applied', result.message)
  for _, pid in ipairs(hanging()) do
    vim.uv.kill(pid, 'sigkill')
  end
end

T.run(checks, { 'attach', 'diagnostics', 'actions', 'locks' })
