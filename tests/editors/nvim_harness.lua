--- What every Neovim suite needs: the client on the runtime path, a scratch project, checks that print, and the moves of a
--- person. The suites are `nvim_e2e.lua` (loops and reviews) and `nvim_background_e2e.lua` (what is done unasked).
---   BOWLINE_SERVER=…/bowline BOWLINE_SAMPLE=<scratch copy of sample/> nvim --clean --headless -l SUITE.lua
--- Prints «ok N …» or «not ok N …» for each check and «N passed, N failed» last; exits with 1 on a failure.
--- Everything is awaited as a state; the only bound is a deadline, BOWLINE_WAIT seconds (default 120).

local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))
local deadline = 1000 * (tonumber(vim.env.BOWLINE_WAIT) or 120)
assert(vim.env.BOWLINE_SERVER, 'BOWLINE_SERVER is not set')

local T = {
  here = here,
  client_folder = vim.fs.normalize(here .. '/../../editors/nvim'),
  sample = assert(vim.env.BOWLINE_SAMPLE, 'BOWLINE_SAMPLE is not set'),
}
T.lib, T.words = T.sample .. '/src/lib.rs', T.sample .. '/src/words.rs'

vim.opt.runtimepath:prepend(T.client_folder)
vim.cmd.runtime('plugin/bowline.lua')
vim.o.hidden = true

local passed, failed = 0, 0
function T.check(name, ok, extra)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
  local note = extra ~= nil and ('  # ' .. tostring(extra):gsub('%s+', ' '):sub(1, 200)) or ''
  io.write(('%s %d %s%s\n'):format(ok and 'ok' or 'not ok', passed + failed, name, note))
  io.flush()
  return ok
end
function T.wait(condition, millis)
  return vim.wait(millis or deadline, condition, 20)
end

--- Runs the checks in order, each by itself: a failure in one leaves the others their say. Ends Neovim.
function T.run(checks, order)
  for _, name in ipairs(order) do
    local ok, problem = xpcall(checks[name], debug.traceback)
    if not ok then
      T.check(name .. ' runs to its end', false, problem)
    end
  end
  io.write(('%d passed, %d failed\n'):format(passed, failed))
  io.flush()
  os.exit(failed == 0 and 0 or 1)
end

-- What reached the person and the events that the client fires, since `begin` ---------------------
T.said, T.news, T.applied, T.ready = {}, {}, {}, {}
local function note(message)
  table.insert(T.said, message)
end
vim.notify = note
vim.lsp.handlers['window/showMessage'] = function(_, params)
  note(params.message)
end
for pattern, into in pairs({ BowlineStatus = 'news', BowlineApplied = 'applied', BowlineReady = 'ready' }) do
  vim.api.nvim_create_autocmd('User', { pattern = pattern, callback = function(event)
    table.insert(T[into], event.data)
  end })
end
function T.begin()
  T.said, T.news, T.applied, T.ready = {}, {}, {}, {}
end
--- Whether any message since the last beginning holds these words: that of an earlier loop may still come behind the one awaited.
function T.has_said(words)
  return vim.iter(T.said):any(function(message)
    return message:find(words, 1, true) ~= nil
  end)
end

function T.last_said()
  return T.said[#T.said]
end

-- Buffers -----------------------------------------------------------------------------------------
--- Keeps every check of the sample from ending while `body` runs; see the sample's build script.
function T.held(body)
  local function say(word)
    vim.fn.writefile({ word }, T.sample .. '/hold')
  end
  say('yes')
  local ok, err = pcall(body)
  say('no')
  if not ok then error(err, 0) end
end
--- Every byte and time of the project, as one text; of `hold`, which the suites write, only that it is there.
function T.on_disk()
  local all = {}
  for _, path in ipairs(vim.fn.glob(T.sample .. '/**', true, true)) do
    local stat = assert(vim.uv.fs_stat(path))
    local text = stat.type == 'file' and table.concat(vim.fn.readfile(path, 'b'), '\n') or ''
    local own = vim.fs.basename(path) == 'hold'
    table.insert(all, own and path or ('%s %d.%d %s'):format(path, stat.mtime.sec, stat.mtime.nsec, text))
  end
  return table.concat(all, '\n')
end
function T.open(path)
  vim.cmd.edit(vim.fn.fnameescape(path))
  -- With `-l`, detection of file types is off.
  if vim.bo.filetype ~= 'rust' then
    vim.bo.filetype = 'rust'
  end
  return vim.api.nvim_get_current_buf()
end
--- The client of a buffer, once it is up.
function T.attached(bufnr)
  local client
  T.wait(function()
    client = vim.lsp.get_clients({ name = 'bowline', bufnr = bufnr })[1]
    return client and client.initialized
  end)
  return client
end
function T.text(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false), '\n')
end
function T.has(bufnr, wanted)
  return T.text(bufnr):find(wanted, 1, true) ~= nil
end
function T.line_of(bufnr, wanted)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)) do
    if line:find(wanted, 1, true) then
      return i
    end
  end
  error('no line with ' .. wanted)
end
function T.cursor_on(bufnr, wanted)
  vim.api.nvim_set_current_buf(bufnr)
  local line = T.line_of(bufnr, wanted)
  local column = vim.api.nvim_buf_get_lines(bufnr, line - 1, line, false)[1]:find(wanted, 1, true)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
end
--- Takes every `mut` away in the buffer: each function has one error (E0384, E0596) that only the buffer knows.
function T.break_buffer(bufnr)
  local lines = vim.fn.readfile(vim.api.nvim_buf_get_name(bufnr))
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, vim.tbl_map(function(line)
    return (line:gsub('let mut ', 'let '))
  end, lines))
end
function T.press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'mx', false)
end
--- The code actions that the client offers at the cursor of the current buffer, as the server sent them.
function T.actions(client)
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local answer = client:request_sync('textDocument/codeAction', params, deadline)
  return answer and answer.result or {}
end

-- Loops -------------------------------------------------------------------------------------------
function T.ended()
  for _, one in ipairs(T.news) do
    if one.state == 'ended' then
      return one
    end
  end
end
function T.running()
  return vim.iter(T.news):any(function(one)
    return one.state == 'running'
  end)
end
--- Runs what starts a loop, and waits for its review to be open.
function T.reviewed(name, start)
  local review = require('bowline.review')
  T.begin()
  start()
  local ok = T.wait(function()
    local one = review.get()
    local ended = T.ended()
    return one and one.tab and ended and one.params.loop == ended.loop
  end)
  local ended = T.ended()
  T.check(name, ok, ended and ('%s %s: %s'):format(ended.stop, ended.verdict, ended.message) or T.last_said())
  return ok and review.get() or nil
end
function T.decided(name, act)
  act()
  T.check(name, T.wait(function()
    return #T.applied > 0
  end), T.applied[1] and (T.applied[1].state .. ': ' .. T.applied[1].message) or T.last_said())
  return T.applied[1] or {}
end
function T.proposed(one, i)
  return T.text(one.tab.buffers[i or 1].proposed)
end

return T
