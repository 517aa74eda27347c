-- Loops, reviews and records of the Neovim client against a real server, in a real headless Neovim; `nvim_harness.lua` says
-- how it is run.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait, text, has, line_of, cursor_on = T.check, T.wait, T.text, T.has, T.line_of, T.cursor_on
local break_buffer, reviewed, decided, proposed, press = T.break_buffer, T.reviewed, T.decided, T.proposed, T.press
local ended, running, open = T.ended, T.running, T.open
local bowline, review = require('bowline'), require('bowline.review')
local untouched = T.on_disk()

local lib_buffer, words_buffer, client
local checks = {}

function checks.attach()
  check('the plugin defines :Bowline', vim.fn.exists(':Bowline') == 2)
  check(':Bowline completes its subcommands', vim.deep_equal(vim.fn.getcompletion('Bowline fix-', 'cmdline'), { 'fix-file', 'fix-package', 'fix-workspace' }))
  vim.lsp.enable('bowline')
  lib_buffer = open(T.lib)
  check('vim.lsp.enable attaches', wait(function()
    client = vim.lsp.get_clients({ name = 'bowline', bufnr = lib_buffer })[1]
    return client and client.initialized
  end))
  check('the root is the folder of Cargo.toml', client.root_dir == vim.fs.normalize(T.sample), client.root_dir)
  local listed = vim.tbl_get(client.server_capabilities, 'executeCommandProvider', 'commands') or {}
  local missing = vim.tbl_filter(function(id)
    return not vim.list_contains(listed, 'bowline.server.' .. id)
  end, { 'fixAtCursor', 'fixFile', 'fixPackage', 'fixWorkspace', 'stopLoop', 'showReport', 'review', 'apply', 'discard', 'history', 'restart' })
  check('the server lists every command', #missing == 0, table.concat(missing, ' '))
end

function checks.fix_and_discard()
  break_buffer(lib_buffer)
  cursor_on(lib_buffer, 'total += number')
  local one = reviewed(':Bowline fix ends with a review of the unsaved text', function()
    vim.cmd('Bowline fix')
  end)
  if not one then return end
  check('progress was told while it ran', running(), #T.news .. ' pieces of news')
  check('the proposal clears this error and leaves the other', proposed(one):find('let mut total', 1, true) and proposed(one):find('let best', 1, true))
  check('both windows are in diff mode', vim.wo[one.tab.original].diff and vim.wo[one.tab.proposed].diff)
  check('the winbar says what the edit is worth', vim.wo[one.tab.proposed].winbar:find('checked', 1, true) or vim.wo[one.tab.proposed].winbar:find('proved', 1, true), vim.wo[one.tab.proposed].winbar)
  check('the status line text says it too', bowline.status():find('checked') or bowline.status():find('proved'), bowline.status())
  press('K')
  check('K shows the report', wait(function()
    return vim.api.nvim_buf_get_name(0):find('bowline://report/', 1, true) ~= nil
  end), vim.api.nvim_buf_get_lines(0, 0, 1, false)[1])
  check('the report names the error', has(0, 'E0384') or has(0, 'mut'))
  press('q')
  press('q')
  check('q discards: the tab is gone and the buffer as it was', review.get() == nil and #vim.api.nvim_list_tabpages() == 1 and has(lib_buffer, 'let total'))
end

function checks.code_action_and_apply()
  break_buffer(lib_buffer)
  cursor_on(lib_buffer, 'total += number')
  local offered
  local one = reviewed('a code action ends with a review', function()
    -- Asked again until it is offered: the server may not have looked at this text yet.
    wait(function()
      bowline.code_action({ apply = true, filter = function(action)
        local is_ours = vim.startswith(tostring(vim.tbl_get(action, 'command', 'command') or action.command), 'bowline.server.fixAtCursor')
        local take = is_ours and not offered
        offered = offered or (take and action.title)
        return take
      end })
      return wait(function() return offered end, 1000)
    end)
  end)
  check('its title', offered ~= nil, offered)
  if not one then return end
  local result = decided('<CR> applies it', function() press('<CR>') end)
  check('the answer is «applied»', result.state == 'applied', result.message)
  check('the edit is in the buffer, and nothing else is', has(lib_buffer, 'let mut total') and has(lib_buffer, 'let best'))
  check('the tab is closed', #vim.api.nvim_list_tabpages() == 1)
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('silent undo')
  check('one undo takes it back', has(lib_buffer, 'let total'))
end

function checks.hunks()
  break_buffer(lib_buffer)
  vim.api.nvim_set_current_buf(lib_buffer)
  local one = reviewed(':Bowline fix-file proposes one hunk for each error', function()
    vim.cmd('Bowline fix-file')
  end)
  if not one then return end
  check('two hunks', #one.params.files == 1 and #one.params.files[1].hunks == 2, #one.params.files[1].hunks)
  local second = line_of(one.tab.buffers[1].proposed, 'let mut best')
  vim.api.nvim_win_set_cursor(one.tab.proposed, { second, 0 })
  press('x')
  check('x skips the hunk at the cursor', review.count(one) == 1, vim.wo[one.tab.proposed].winbar)
  press('a')
  check('a accepts it again', review.count(one) == 2)
  press('x')
  local result = decided(':Bowline apply applies the accepted hunk alone', function() vim.cmd('Bowline apply') end)
  check('the answer says what happened', result.state == 'applied' or result.state == 'partly', result.state)
  check('the accepted hunk is in the buffer, the skipped one is not', has(lib_buffer, 'let mut total') and has(lib_buffer, 'let best'))
end

function checks.several_files()
  words_buffer = open(T.words)
  wait(function() return vim.lsp.get_clients({ name = 'bowline', bufnr = words_buffer })[1] end)
  break_buffer(lib_buffer)
  break_buffer(words_buffer)
  local one = reviewed(':Bowline fix-workspace reviews several files', function()
    vim.cmd('Bowline fix-workspace')
  end)
  if not one then return end
  check('two files', #one.params.files == 2, #one.params.files)
  check('the quickfix list holds every hunk', #vim.fn.getqflist() == 3, #vim.fn.getqflist())
  vim.cmd('clast')
  local pair = one.tab.buffers[2]
  check(':clast shows the other file on both sides', wait(function()
    return vim.api.nvim_win_get_buf(one.tab.proposed) == pair.proposed and vim.api.nvim_win_get_buf(one.tab.original) == pair.original
  end, 5000))
  local result = decided(':Bowline apply applies both', function() vim.cmd('Bowline apply') end)
  check('the answer is «applied» for both', result.state == 'applied', result.message)
  check('both buffers hold the fix', not has(lib_buffer, 'let best') and not has(words_buffer, 'let words'))
end

--- Opens a review of the lost `mut`, replaces the line under it, and asks for the edit.
local function typed_meanwhile(name, line_now)
  break_buffer(lib_buffer)
  cursor_on(lib_buffer, 'total += number')
  if not reviewed('a review is open before the person ' .. name, function() vim.cmd('Bowline fix') end) then
    return {}
  end
  local line = line_of(lib_buffer, 'let total')
  vim.api.nvim_buf_set_lines(lib_buffer, line - 1, line, false, { line_now })
  return decided('the server decides on an edit under which the person ' .. name, function() vim.cmd('Bowline apply') end)
end

function checks.typed_beside()
  local result = typed_meanwhile('typed beside it', '    let total = 7; // typed meanwhile')
  check('it is merged with what was typed, and proved again', result.state == 'applied' and has(lib_buffer, 'let mut total = 7; // typed meanwhile'), result.state)
end

function checks.typed_over()
  local result = typed_meanwhile('typed over it', '    let sum_so_far = 7; let total = sum_so_far;')
  check('it is stale and not forced', result.state == 'stale', result.state)
  check('what was typed stands', has(lib_buffer, '    let sum_so_far = 7; let total = sum_so_far;'))
  check('the review is still there to be discarded', review.get() ~= nil)
  vim.cmd('Bowline discard')
  check('and is gone then', review.get() == nil)
end

function checks.stop()
  break_buffer(lib_buffer)
  vim.api.nvim_set_current_buf(lib_buffer)
  T.begin()
  T.held(function()
    vim.cmd('Bowline fix-workspace')
    wait(running)
    vim.cmd('Bowline stop')
    check(':Bowline stop ends the loop', wait(ended) and ended().stop == 'cancelled', ended() and ended().stop)
  end)
  check('no review opens for it', review.get() == nil)
end

function checks.history()
  local shown
  vim.ui.select = function(items, options, choose)
    shown = vim.tbl_map(options.format_item, items)
    choose(items[1])
  end
  vim.cmd('Bowline history')
  check(':Bowline history lists the loops', wait(function() return shown ~= nil end) and #shown >= 5, shown and shown[1])
  check('picking one shows its report', wait(function()
    return vim.api.nvim_buf_get_name(0):find('bowline://report/', 1, true) ~= nil
  end), vim.api.nvim_buf_get_name(0))
  if vim.api.nvim_buf_get_name(0):find('bowline://', 1, true) then vim.cmd.close() end
end

function checks.honest_answer()
  local function edit(bufnr, version)
    local zero = { line = 0, character = 0 }
    return { textDocument = { uri = vim.uri_from_bufnr(bufnr), version = version }, edits = { { range = { start = zero, ['end'] = zero }, newText = '// forced\n' } } }
  end
  local versions = vim.lsp.util.buf_versions
  local answer = require('bowline.edits').on_apply_edit(nil, {
    edit = { documentChanges = { edit(lib_buffer, versions[lib_buffer]), edit(words_buffer, versions[words_buffer] - 1) } },
  }, { client_id = client.id })
  check('an edit whose second file is stale is refused with a reason', answer.applied == false and answer.failureReason ~= nil, answer.failureReason)
  check('and changes no file at all', not has(lib_buffer, '// forced') and not has(words_buffer, '// forced'))
end

function checks.health()
  vim.cmd('silent checkhealth bowline')
  check(':checkhealth bowline finds no error', has(0, 'bowline') and not has(0, 'ERROR'), text(0))
  vim.cmd('silent! close')
  vim.cmd('silent! helptags ' .. vim.fn.fnameescape(T.client_folder .. '/doc'))
  vim.cmd('help bowline')
  check(':help bowline', vim.fn.expand('%:t') == 'bowline.txt')
  vim.fn.delete(T.client_folder .. '/doc/tags')
  vim.cmd.helpclose()
end

function checks.disk()
  check('until now not a byte nor a time of the project changed', T.on_disk() == untouched)
  vim.api.nvim_set_current_buf(words_buffer)
  vim.cmd('silent write!')
  check(':write is what writes', T.on_disk() ~= untouched)
end

function checks.restart()
  local old = client.id
  vim.cmd('Bowline restart')
  check(':Bowline restart starts the server again for the open buffers', wait(function()
    local new = vim.lsp.get_clients({ name = 'bowline', bufnr = lib_buffer })[1]
    client = new or client
    return new and new.id ~= old and new.initialized
  end))
end

function checks.leave()
  client:stop()
  check('the server stops when it is asked to', wait(function() return client:is_stopped() end))
end

T.run(checks, { 'attach', 'fix_and_discard', 'code_action_and_apply', 'hunks', 'several_files', 'typed_beside', 'typed_over', 'stop', 'history', 'honest_answer', 'health', 'disk', 'restart', 'leave' })
