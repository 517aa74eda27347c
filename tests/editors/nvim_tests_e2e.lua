-- Failing tests in the Neovim client: lens, loop, review, edit, and the person's own `cargo test` after it. `nvim_harness.lua`
-- says how it is run.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait, has, text = T.check, T.wait, T.has, T.text
local review = require('bowline.review')
local totals = T.sample .. '/tests/totals.rs'

local lib_buffer, tests_buffer, client
local checks = {}

--- The person's own `cargo test`, in the project itself.
local function own_tests()
  return vim.system({ 'cargo', 'test', '--offline', '--test', 'totals' }, { cwd = T.sample, text = true, env = { CARGO_TARGET_DIR = T.sample .. '/target' } }):wait()
end
--- The lenses of a buffer, once there are some.
local function lenses(bufnr)
  local found = {}
  wait(function()
    found = vim.tbl_filter(function(lens) return lens.command and vim.startswith(lens.command.title, '▶') end, vim.lsp.codelens.get(bufnr))
    return #found > 0
  end)
  return found
end
--- The line of the sum, whatever a check has made of it.
local function sum_line(bufnr)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)) do
    if line:find('^%s+total .*number') then
      return i
    end
  end
  error('no sum')
end
local function rewrite(bufnr, to)
  local line = sum_line(bufnr)
  vim.api.nvim_buf_set_lines(bufnr, line - 1, line, false, { '        ' .. to })
end
local function slip(bufnr)
  rewrite(bufnr, 'total -= number;')
end

function checks.attach()
  vim.lsp.enable('bowline')
  lib_buffer = T.open(T.lib)
  client = T.attached(lib_buffer)
  check('a file without tests has no lens', #vim.lsp.codelens.get(lib_buffer) == 0)
  tests_buffer = T.open(totals)
  T.attached(tests_buffer)
  check('over each test stands a lens', #lenses(tests_buffer) == 2, vim.inspect(lenses(tests_buffer)))
end

function checks.lens()
  slip(lib_buffer)
  T.cursor_on(tests_buffer, 'fn all_numbers_are_summed')
  local one = T.reviewed('a lens starts a loop on text that is not saved, and a review opens', function() vim.lsp.codelens.run() end)
  if not one then return end
  check('it proposes the function, not the test', T.proposed(one):find('total += number', 1, true) and #one.params.files == 1)
  check('the evidence tells of the tests', one.params.summary:find('failed again without it', 1, true) or one.params.summary:find('only with it', 1, true), one.params.summary)
  vim.cmd('Bowline discard')
end

function checks.green()
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('silent write')
  local before = own_tests()
  check('saved, the person\'s own cargo test is red', before.code ~= 0 and before.stdout:find('all_numbers_are_summed ... FAILED', 1, true), before.stdout .. before.stderr)
  T.cursor_on(tests_buffer, 'assert_eq!(sample::sum')
  local one = T.reviewed(':Bowline test makes the test at the cursor pass', function() vim.cmd('Bowline test') end)
  if not one then return end
  local result = T.decided('it is applied', function() vim.cmd('Bowline apply') end)
  check('the answer is «applied»', result.state == 'applied', result.message)
  check('the function is mended in the buffer', has(lib_buffer, 'total += number'))
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('silent write')
  local after = own_tests()
  check('and the person\'s own cargo test is green', after.code == 0 and after.stdout:find('2 passed', 1, true), after.stdout .. after.stderr)
end

--- An example in the documentation, and text that is not saved.
function checks.example()
  local before = vim.api.nvim_buf_get_lines(lib_buffer, 0, -1, false)
  slip(lib_buffer)
  T.cursor_on(lib_buffer, 'pub fn sum')
  local above = vim.api.nvim_win_get_cursor(0)[1] - 1
  vim.api.nvim_buf_set_lines(lib_buffer, above, above, false, { '///', '/// ```', '/// assert_eq!(sample::sum(&[1, 2]), 3);', '/// ```' })
  -- Neovim says so itself where a person types.
  vim.api.nvim_exec_autocmds('TextChanged', { buffer = lib_buffer })
  local found = lenses(lib_buffer)
  check('over an example stands a lens', #found == 1 and found[1].command.title:find('example', 1, true), vim.inspect(found))
  T.cursor_on(lib_buffer, '/// ```')
  local one = T.reviewed('which starts a loop, and a review opens', function() vim.lsp.codelens.run() end)
  if one then
    check('it proposes what makes the example pass', T.proposed(one):find('total += number', 1, true), T.proposed(one))
    vim.cmd('Bowline discard')
  end
  vim.api.nvim_buf_set_lines(lib_buffer, 0, -1, false, before)
end

function checks.rewritten()
  slip(lib_buffer)
  vim.api.nvim_set_current_buf(tests_buffer)
  local one = T.reviewed(':Bowline test-file works on all failing tests of the file', function() vim.cmd('Bowline test-file') end)
  if not one then return end
  T.press('e')
  local bufnr = one.tab.buffers[1].proposed
  rewrite(bufnr, 'total *= number;')
  local result = T.decided('rewritten so that the test fails, it is not applied', function() vim.cmd('Bowline apply') end)
  check('the answer says so', result.state == 'not_applied', result.message)
  T.begin()
  rewrite(bufnr, 'total = number + total;')
  result = T.decided('rewritten so that it passes, it is', function() vim.cmd('Bowline apply') end)
  check('after the tests ran again', result.state == 'applied' and has(lib_buffer, 'total = number + total'), result.message)
end

function checks.palette()
  local function passes(command)
    T.begin()
    vim.api.nvim_set_current_buf(tests_buffer)
    vim.cmd(command)
    check((':%s finds that every test passes'):format(command), wait(T.ended) and T.ended().stop == 'nothing_to_do', T.ended() and T.ended().message)
  end
  passes('Bowline test-package')
  passes('Bowline test-workspace')
  T.begin()
  vim.cmd('Bowline replay')
  check(':Bowline replay steps through the last one', wait(function() return T.has_said('as recorded') end), T.last_said())
  T.cursor_on(tests_buffer, 'fn the_largest_is_found')
  vim.cmd('Bowline ask')
  check(':Bowline ask explains the place', wait(function() return vim.api.nvim_buf_get_name(0):find('bowline://', 1, true) ~= nil end), vim.api.nvim_buf_get_name(0))
  vim.cmd.close()
  vim.api.nvim_set_current_buf(lib_buffer)
  T.break_buffer(lib_buffer)
  local one = T.reviewed(':Bowline fix-package works on the package', function() vim.cmd('Bowline fix-package') end)
  if one then
    vim.cmd('tabfirst')
    vim.cmd('Bowline review')
    check(':Bowline review goes back to it', vim.api.nvim_get_current_tabpage() == one.tab.page)
    vim.api.nvim_win_set_cursor(one.tab.proposed, { T.line_of(one.tab.buffers[1].proposed, 'let mut best'), 0 })
    vim.cmd('Bowline skip')
    check(':Bowline skip skips the hunk at the cursor', review.count(one) == 1)
    vim.cmd('Bowline accept')
    check(':Bowline accept takes it again', review.count(one) == 2)
    vim.cmd('Bowline discard')
  end
  vim.cmd('tabfirst')
  vim.cmd.buffer({ lib_buffer })
  vim.cmd('silent edit!')
  local suites = vim.iter(vim.fn.glob(T.here .. '/nvim*_e2e.lua', true, true)):map(function(path) return table.concat(vim.fn.readfile(path), '\n') end):join('\n')
  local idle = vim.iter(require('bowline.commands').names()):filter(function(name) return not suites:find('Bowline ' .. name, 1, true) end):totable()
  check('every subcommand is run by some suite', #idle == 0, table.concat(idle, ' '))
  T.begin()
  T.cursor_on(tests_buffer, 'What the sample')
  vim.cmd('Bowline test')
  check('outside a test there is a sentence', wait(function() return T.has_said('no test at the cursor') end), T.last_said())
end

function checks.rerun()
  slip(lib_buffer)
  vim.api.nvim_set_current_buf(tests_buffer)
  local one = T.reviewed('the test of a name', function() vim.cmd('Bowline test all_numbers_are_summed') end)
  if not one then return end
  local id = one.params.loop
  check('its id says that tests were the goal', vim.startswith(id, 'test-'), id)
  vim.cmd('Bowline discard')
  one = T.reviewed('its question can be asked again', function() vim.cmd('Bowline rerun ' .. id) end)
  check('with the same answer', one and T.proposed(one):find('total += number', 1, true))
  vim.cmd('Bowline discard')
end

function checks.hover()
  T.cursor_on(tests_buffer, 'assert_eq!(sample::sum')
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client:request_sync('textDocument/hover', params, 20000)
  local value = answer and answer.result and answer.result.contents.value or ''
  check('a hover in the test says how its loop ended, with the report', value:find('It was discarded', 1, true) and value:find('[Report](file://', 1, true), value)
end

function checks.report()
  vim.cmd('tabfirst')
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.cmd('Bowline report')
  wait(function() return vim.api.nvim_buf_get_name(0):find('bowline://report/', 1, true) ~= nil end)
  check('the report has links to code', has(0, 'lib.rs#L'), text(0))
  vim.fn.search('lib.rs#L')
  T.press('<CR>')
  check('<CR> on one goes to the line', wait(function() return vim.api.nvim_buf_get_name(0) == T.lib end) and vim.api.nvim_win_get_cursor(0)[1] > 1, vim.api.nvim_buf_get_name(0))
end

function checks.setting()
  local bowline = require('bowline')
  bowline.setup({ settings = { editor = { test_lenses = false } } })
  check('a setting takes the lenses away', wait(function() return #vim.lsp.codelens.get(tests_buffer) == 0 end))
  bowline.setup({ settings = { editor = { test_lenses = true } } })
  check('and brings them back', wait(function() return #vim.lsp.codelens.get(tests_buffer) == 2 end))
end

--- A loop is stopped before its check began, during it, and while the tests run.
function checks.cancel()
  vim.cmd('tabfirst')
  slip(lib_buffer)
  vim.api.nvim_set_current_buf(tests_buffer)
  local function stopped(name, command, until_stage)
    T.begin()
    vim.cmd('Bowline ' .. command)
    if until_stage then
      wait(function()
        return vim.iter(T.news):any(function(one) return one.state == 'running' and one.stage == until_stage end)
      end)
    end
    vim.cmd('Bowline stop')
    check(name, wait(T.ended) and T.ended().stop == 'cancelled', T.ended() and T.ended().stop)
  end
  stopped('stopped at once, it ends cancelled', 'test-file')
  T.held(function()
    stopped('stopped while the tests are run, too', 'test-file', 'observation')
    vim.api.nvim_set_current_buf(lib_buffer)
    stopped('and a loop on errors while it checks', 'fix-file', 'observation')
  end)
  check('no review opened for any of them', review.get() == nil)
  vim.api.nvim_set_current_buf(tests_buffer)
  local one = T.reviewed('the next loop is none the worse for it', function() vim.cmd('Bowline test-file') end)
  if one then vim.cmd('Bowline discard') end
end

--- Another Neovim, with a server of its own, on the same workspace at the same time.
function checks.two_editors()
  vim.cmd('tabfirst')
  slip(lib_buffer)
  vim.api.nvim_set_current_buf(tests_buffer)
  local second = vim.system({ vim.v.progpath, '--clean', '--headless', '-l', T.here .. '/nvim_second.lua' }, { text = true, env = { BOWLINE_SAMPLE = T.sample } })
  local one = T.reviewed('this editor has its review', function() vim.cmd('Bowline test-file') end)
  check('of its own text alone', one and #one.params.files == 1 and T.proposed(one):find('total += number', 1, true))
  local other = second:wait()
  check('and the other one its own, on the same workspace', (other.stdout or ''):find('second: applied fixed', 1, true), other.stdout)
  if one then vim.cmd('Bowline discard') end
end

T.run(checks, { 'attach', 'lens', 'green', 'example', 'rewritten', 'palette', 'rerun', 'hover', 'report', 'cancel', 'two_editors', 'setting' })
