-- The list of loops, what a person can do with each, and servers that crash, are missing or too old, in the Neovim client.
-- `nvim_harness.lua` says how it is run.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait, has, text = T.check, T.wait, T.has, T.text
local review = require('bowline.review')

local lib_buffer, client
local checks = {}

local function list()
  return vim.fn.bufnr('^bowline://loops$')
end
local function first_line()
  return vim.api.nvim_buf_get_lines(list(), 0, 1, false)[1] or ''
end
local function in_list()
  vim.cmd('Bowline loops')
  wait(function() return first_line() ~= '' and not first_line():find('Asking', 1, true) end)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
end

function checks.attach()
  vim.lsp.enable('bowline')
  lib_buffer = T.open(T.lib)
  client = T.attached(lib_buffer)
  check('the server speaks the protocol that the client needs', client and require('bowline.server').too_old(client) == nil)
  vim.cmd('Bowline loops')
  check('the list of loops says that there is none', wait(function() return first_line():find('No loop', 1, true) end), first_line())
  check('its keys stand above it', vim.wo.winbar:find('r rerun', 1, true) ~= nil, vim.wo.winbar)
  vim.cmd.close()
end

function checks.waiting()
  T.break_buffer(lib_buffer)
  T.cursor_on(lib_buffer, 'total += number')
  local one = T.reviewed('a loop ends with a review', function() vim.cmd('Bowline fix') end)
  if not one then return end
  vim.cmd('tabfirst')
  in_list()
  check('the list shows it, what it is worth and that it waits', wait(function()
    return first_line():find('waits for review', 1, true) and first_line():find('src/lib.rs', 1, true)
  end), first_line())
  T.press('s')
  check('stopping a loop that is over is refused with a sentence', T.last_said():find('does not fit', 1, true) ~= nil, T.last_said())
  T.press('<CR>')
  check('<CR> goes to its review', review.get() == one and vim.api.nvim_get_current_tabpage() == one.tab.page)
  vim.cmd('tabfirst')
  in_list()
  wait(function() return first_line():find('waits', 1, true) end)
  T.press('x')
  check('x discards it, and the list follows', wait(function() return first_line():find('src/lib.rs', 1, true) and not first_line():find('waits', 1, true) end) and review.get(one.params.loop) == nil, first_line())
  T.begin()
  T.press('p')
  check('p replays it: every decision is as recorded', wait(function() return T.has_said('as recorded') end), T.last_said())
  T.press('K')
  check('K shows its report', wait(function() return vim.api.nvim_buf_get_name(0):find('bowline://report/', 1, true) ~= nil end))
  vim.cmd.close()
end

function checks.rerun_and_stop()
  in_list()
  local again = T.reviewed('r asks its question again', function() T.press('r') end)
  if not again then return end
  check('it is another loop with the same fix', T.proposed(again):find('let mut total', 1, true) ~= nil)
  vim.cmd('Bowline discard')
  vim.api.nvim_set_current_buf(lib_buffer)
  T.begin()
  T.held(function()
    vim.cmd('Bowline fix-workspace')
    in_list()
    check('a loop that runs is in the list with its stage', wait(function() return first_line():find('▶', 1, true) end), first_line())
    T.press('s')
    check('s stops it', wait(T.ended) and T.ended().stop == 'cancelled', T.ended() and T.ended().stop)
  end)
  check('and the list follows', wait(function() return first_line():find('no edit', 1, true) end), first_line())
  T.press('q')
  check('q closes the list', vim.fn.bufwinid(list()) == -1)
end

function checks.edit_in_place()
  vim.api.nvim_set_current_buf(lib_buffer)
  T.break_buffer(lib_buffer)
  local function rewrite(name, from, to)
    T.cursor_on(lib_buffer, 'total += number')
    local one = T.reviewed('a review to be ' .. name, function() vim.cmd('Bowline fix-file') end)
    T.press('e')
    local bufnr = one.tab.buffers[1].proposed
    local line = T.line_of(bufnr, from)
    vim.api.nvim_buf_set_lines(bufnr, line - 1, line, false, { to })
    return T.decided('the server decides on what was ' .. name, function() vim.cmd('Bowline apply') end)
  end
  local result = rewrite('broken by hand', 'let mut total', '    let mut total = "no number";')
  check('e opens the proposed text; a change that does not hold is not applied', result.state == 'not_applied', result.message)
  check('and the buffer stands', has(lib_buffer, '    let total = 0;'))
  vim.cmd('Bowline discard')
  result = rewrite('changed by hand', 'let mut total', '    let mut total = 0_i32; // rewritten')
  check('a change that holds is proved and applied', result.state == 'applied', result.message)
  check('as the person wrote it', has(lib_buffer, 'let mut total = 0_i32; // rewritten'))
end

function checks.closed_file()
  T.break_buffer(lib_buffer)
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('silent write')
  local one = T.reviewed('a review of a saved file', function() vim.cmd('Bowline fix-file') end)
  if not one then return end
  vim.api.nvim_buf_delete(lib_buffer, { force = true })
  local other = T.open(T.words)
  T.attached(other)
  local before = vim.fn.readfile(T.lib)
  local result = T.decided('the edit of a file that was closed meanwhile is applied', function() vim.cmd('Bowline apply ' .. one.params.loop) end)
  check('the answer is «applied»', result.state == 'applied', result.message)
  lib_buffer = vim.fn.bufnr(T.lib)
  check('it is in an unsaved buffer, and the disk is as it was', has(lib_buffer, 'let mut total') and vim.bo[lib_buffer].modified and vim.deep_equal(vim.fn.readfile(T.lib), before))
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.bo[lib_buffer].filetype = 'rust'
  vim.cmd('silent write')
end

function checks.two_workspaces()
  local second = vim.fn.tempname()
  vim.fn.mkdir(second .. '/src', 'p')
  vim.fn.writefile({ '[package]', 'name = "second"', 'version = "0.1.0"', 'edition = "2021"' }, second .. '/Cargo.toml')
  vim.fn.writefile({ 'pub fn two() -> i32 {', '    let mut two = 1;', '    two += 1;', '    two', '}' }, second .. '/src/lib.rs')
  local bufnr = T.open(second .. '/src/lib.rs')
  local other = T.attached(bufnr)
  check('a file of another workspace has a server of its own', other and other.id ~= T.attached(lib_buffer).id and other.root_dir == second, other and other.root_dir)
  T.break_buffer(bufnr)
  local one = T.reviewed('which fixes it', function() vim.cmd('Bowline fix-file') end)
  if not one then return end
  vim.cmd('tabfirst')
  vim.api.nvim_set_current_buf(lib_buffer)
  in_list()
  check('the list holds the loops of both, asked for from either', wait(function() return first_line():find('waits for review', 1, true) end)
    and first_line():find('[' .. vim.fs.basename(second) .. ']', 1, true) and has(list(), '[' .. vim.fs.basename(T.sample) .. ']'), first_line())
  T.press('x')
  check('and what is done there goes to the right server', wait(function() return not first_line():find('waits', 1, true) and review.get(one.params.loop) == nil end), first_line())
  T.press('q')
  vim.api.nvim_buf_delete(bufnr, { force = true })
  other:stop()
  wait(function() return other:is_stopped() end)
  vim.fn.delete(second, 'rf')
end

function checks.crash()
  client = T.attached(lib_buffer)
  T.begin()
  vim.api.nvim_set_current_buf(lib_buffer)
  T.held(function()
    vim.cmd('Bowline fix-workspace')
    wait(T.running)
    local pid = vim.iter(vim.api.nvim_get_proc_children(vim.fn.getpid())):find(function(one)
      return (vim.api.nvim_get_proc(one) or {}).name == 'bowline' or #vim.api.nvim_get_proc_children(vim.fn.getpid()) == 1
    end)
    vim.uv.kill(pid, 'sigkill')
    wait(function() return client:is_stopped() end)
  end)
  check('a server that dies in the middle of a loop is noticed', wait(function() return client:is_stopped() end))
  check('no loop is shown as running any more', wait(function() return not require('bowline').status():find('reading') and #require('bowline.status').loops() <= 1 end), require('bowline').status())
  check('and the person is told, with the way on', wait(function()
    return vim.iter(T.said):any(function(one) return one:find(':Bowline restart', 1, true) end)
  end), T.last_said())
  vim.cmd('Bowline restart')
  check(':Bowline restart starts it again', wait(function()
    local new = vim.lsp.get_clients({ name = 'bowline', bufnr = lib_buffer })[1]
    return new and new.id ~= client.id and new.initialized
  end))
  client = T.attached(lib_buffer)
  in_list()
  check('the loop that died with it is in the list', wait(function() return text(list()):find('fix the workspace', 1, true) end), first_line())
  vim.cmd.close()
end

--- Starts the client with another command, and opens a file.
local function with_command(command)
  vim.lsp.enable('bowline', false)
  wait(function() return #vim.lsp.get_clients({ name = 'bowline' }) == 0 end)
  T.begin()
  vim.lsp.config('bowline', { cmd = command })
  vim.lsp.enable('bowline')
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.bo[lib_buffer].filetype = 'rust'
end

function checks.missing()
  with_command({ T.sample .. '/nothing-here', 'lsp' })
  check('a binary that is missing is named, with the step that mends it', wait(function()
    return (T.last_said() or ''):find('nothing-here', 1, true) ~= nil
  end) and T.last_said():find('setup{cmd', 1, true) ~= nil, T.last_said())
  vim.cmd('silent checkhealth bowline')
  check(':checkhealth bowline says so too', has(0, 'ERROR') and has(0, 'nothing-here'))
  vim.cmd('silent! close')
end

function checks.too_old()
  -- A server inside Neovim that answers as one did before there was a protocol number.
  with_command(function(dispatchers)
    local closing = false
    return {
      request = function(method, _, callback)
        callback(nil, method == 'initialize' and { capabilities = {}, serverInfo = { name = 'bowline', version = '0.0.1' } } or vim.NIL)
        return true, 1
      end,
      notify = function() return true end,
      is_closing = function() return closing end,
      terminate = function()
        if not closing then
          closing = true
          dispatchers.on_exit(0, 0)
        end
      end,
    }
  end)
  check('a server that is too old is named, with the step that mends it', wait(function()
    return (T.last_said() or ''):find('too old', 1, true) ~= nil
  end) and T.last_said():find('0.0.1', 1, true) ~= nil, T.last_said())
  check('and is not used', wait(function() return #vim.lsp.get_clients({ name = 'bowline' }) == 0 end))
end

T.run(checks, { 'attach', 'waiting', 'rerun_and_stop', 'edit_in_place', 'closed_file', 'two_workspaces', 'crash', 'missing', 'too_old' })
