-- What the Neovim client shows of work that nobody asked for: fixes that are ready, other fixes beside the first, diagnostics
-- of unsaved text, and settings that change while the server runs. `nvim_harness.lua` says how it is run.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait, has = T.check, T.wait, T.has
local bowline, review = require('bowline'), require('bowline.review')

-- One error that two imports mend.
local TWO_WAYS = {
  'pub mod metric {', '    pub struct Length(pub u32);', '}', '',
  'pub mod imperial {', '    pub struct Length(pub u32);', '}', '',
  'pub fn none() -> u32 {', '    Length(0).0', '}',
}

local lib_buffer, words_buffer, client
local checks = {}

--- The first action of the server at the cursor, once one has this command.
local function action_with(command)
  local found
  wait(function()
    found = vim.iter(T.actions(client)):find(function(action)
      return vim.tbl_get(action, 'command', 'command') == command
    end)
    return found ~= nil
  end)
  return found
end
local function titles()
  return vim.iter(T.actions(client)):map(function(action) return action.title end):join(' | ')
end

function checks.ready()
  bowline.setup({ settings = { background = { on_battery = true } } })
  lib_buffer = T.open(T.lib)
  client = T.attached(lib_buffer)
  check('setup() enables the client with its settings', client ~= nil and client.settings.bowline.background.on_battery == true)
  T.begin()
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0;' })
  vim.cmd('silent write')
  check('after a save, a fix is ready before it is asked for', wait(function() return #T.ready > 0 end), vim.inspect(T.ready[1]))
  check('the news names its line', T.ready[1].line + 1 >= 7 and T.ready[1].line + 1 <= 9, T.ready[1].line)
  vim.api.nvim_win_set_cursor(0, { T.ready[1].line + 1, 8 })
  local action = action_with('bowline.server.showFix')
  check('its code action says what it is worth, and what it does', action and vim.startswith(action.title, '✓ checked: '), titles())
  check('it is preferred and stands first', action and action.isPreferred and T.actions(client)[1].title == action.title)
  bowline.code_action({ apply = true, filter = function(one)
    return one.isPreferred
  end })
  check('picking it opens the review', wait(function() return review.get() and review.get().tab end))
  check('of the very loop that was ready, no other ran', review.get().params.loop == T.ready[1].loop and not T.running())
  local result = T.decided('<CR> applies it', function() T.press('<CR>') end)
  check('the answer is «applied»', result.state == 'applied' and has(lib_buffer, 'let mut total'), result.message)
end

function checks.outdated()
  T.begin()
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0;' })
  vim.cmd('silent write')
  if not check('a fix is ready again', wait(function() return #T.ready > 0 end)) then return end
  vim.api.nvim_win_set_cursor(0, { T.ready[1].line + 1, 8 })
  local action = assert(action_with('bowline.server.showFix'), 'no ready fix')
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0; // typed meanwhile' })
  local now = T.actions(client)
  check('typing outdates it: no action claims a proof', not vim.iter(now):any(function(one) return vim.startswith(one.title, '✓') end), titles())
  check('nor is one preferred', not vim.iter(now):any(function(one) return one.isPreferred end))
  -- Picked from a menu that was open meanwhile.
  T.begin()
  client:exec_cmd(action.command, { bufnr = lib_buffer })
  check('one that was picked all the same is looked for anew', wait(T.ended) and T.ended().stop == 'achieved', T.ended() and T.ended().message)
  check('and proposed over what was typed', wait(function() return review.get() and review.get().tab end)
    and T.proposed(review.get()):find('let mut total = 0; // typed meanwhile', 1, true) ~= nil)
  vim.cmd('Bowline discard')
end

function checks.settings_reload()
  local id = client.id
  bowline.setup({ settings = { background = { fixes = false } } })
  check('setup() again keeps the server', vim.lsp.get_clients({ name = 'bowline', bufnr = lib_buffer })[1].id == id)
  T.begin()
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('silent write')
  -- The loop of a person waits behind the background check: that one is over when this one ends.
  if not T.reviewed('a loop runs after the save', function() vim.cmd('Bowline fix-file') end) then return end
  check('with the new settings nothing was prepared', #T.ready == 0, vim.inspect(T.ready))
  vim.cmd('Bowline discard')
end

function checks.live_diagnostics()
  local function ours()
    return vim.tbl_filter(function(one) return one.source == 'bowline' end, vim.diagnostic.get(lib_buffer))
  end
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let mut total = 0;' })
  vim.cmd('silent write')
  check('by itself nothing is shown', #ours() == 0)
  bowline.setup({ settings = { background = { fixes = false, diagnostics = true, after_typing = true } } })
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0;' })
  check('where asked for, the borrow checker speaks of unsaved text', wait(function() return #ours() > 0 end))
  local one = ours()[1] or {}
  check('as an error with its code, under its own name', one.severity == vim.diagnostic.severity.ERROR and one.code == 'E0596', ('%s %s'):format(one.code, one.message))
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let mut total = 0;' })
  check('the next keystroke withdraws it', wait(function() return #ours() == 0 end))
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let total = 0;' })
  check('it comes again with the error', wait(function() return #ours() > 0 end))
  vim.cmd('silent write')
  check('saving withdraws it: what is on disk is other servers\' business', wait(function() return #ours() == 0 end))
  vim.api.nvim_buf_set_lines(lib_buffer, 6, 7, false, { '    let mut total = 0;' })
  vim.cmd('silent write')
end

function checks.others()
  words_buffer = T.open(T.words)
  T.attached(words_buffer)
  vim.api.nvim_buf_set_lines(words_buffer, 0, -1, false, TWO_WAYS)
  T.cursor_on(words_buffer, 'Length(0)')
  local first = T.reviewed('an error that two edits mend', function() vim.cmd('Bowline fix') end)
  if not first then return end
  local before = T.proposed(first)
  check('another fix is found while the first waits', wait(function() return #(first.params.others or {}) > 0 end))
  check('the winbar counts it', vim.wo[first.tab.proposed].winbar:find('1 other fix', 1, true) ~= nil, vim.wo[first.tab.proposed].winbar)
  local asked
  vim.ui.select = function(items, options, choose)
    asked = vim.tbl_map(options.format_item, items)
    choose(items[1])
  end
  T.press('o')
  check('o opens a list of them, each with its worth', wait(function() return asked ~= nil end) and asked[1]:find('checked', 1, true), asked and asked[1])
  check('picking one opens its review', wait(function()
    local one = review.get()
    return one and one.tab and one.params.loop ~= first.params.loop
  end))
  local other = review.get()
  check('with another edit', T.proposed(other) ~= before)
  T.begin()
  vim.cmd('Bowline other ' .. first.params.loop)
  check(':Bowline other with the id of the first lists them too', wait(function() return asked ~= nil end))
  local result = T.decided('the other can be applied', function() vim.cmd('Bowline apply ' .. other.params.loop) end)
  check('and is what the buffer holds', result.state == 'applied' and has(words_buffer, 'use '), result.message)
  vim.cmd('Bowline discard ' .. first.params.loop)
  check('the first can be dropped', review.get(first.params.loop) == nil)
end

function checks.other_by_hand()
  -- One error with one fix: the server is asked for another one and says that there is none.
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.api.nvim_buf_set_lines(words_buffer, 0, -1, false, { '' })
  T.break_buffer(lib_buffer)
  vim.api.nvim_buf_set_lines(lib_buffer, 15, 16, false, { '    let mut best = None;' })
  T.cursor_on(lib_buffer, 'total += number')
  local one = T.reviewed('an error that one edit mends', function() vim.cmd('Bowline fix') end)
  if not one then return end
  one.params.others = {}
  T.begin()
  vim.cmd('Bowline other')
  check(':Bowline other looks for another fix where none is known', wait(T.ended), T.ended() and T.ended().message)
  check('and the first stands', review.get(one.params.loop) ~= nil)
  for _, loop in ipairs(review.loops()) do
    vim.cmd('Bowline discard ' .. loop)
  end
end

T.run(checks, { 'ready', 'outdated', 'settings_reload', 'live_diagnostics', 'others', 'other_by_hand' })
