-- A loop that asks a model, in the Neovim client: what it has used so far, and a stop while the model is asked, while its
-- candidate is tried, while the result is proved, and while it is applied. The model is a script on the loopback interface.
-- `nvim_harness.lua` says how it is run.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
local check, wait, has, text = T.check, T.wait, T.has, T.text
local bowline, review = require('bowline'), require('bowline.review')

-- No rule mends it: what the missing function is meant to do stands in a comment alone. Behind it is a constant that a compiler
-- works on for ever: only what names it, and only a build for tests, comes to it.
local SOURCE = {
  '#![allow(long_running_const_eval)]',
  '/// The price with a fifth on top.',
  'pub fn gross(net: u32) -> u32 {',
  '    levied_upon_the_sum(net)',
  '}',
  'pub const fn forever() -> u32 {',
  '    loop {}',
  '}',
}
local RIGHT, ENDLESS = 'net + net / 5', '{ const TAX: u32 = forever(); net + TAX }'

local lib_buffer, client
local checks = {}

-- The model ---------------------------------------------------------------------------------------
local questions = {} ---@type { answer: fun(text: string), is_gone: boolean }[]
local listener = assert(vim.uv.new_tcp())
listener:bind('127.0.0.1', 0)
listener:listen(16, function()
  local socket = assert(vim.uv.new_tcp())
  listener:accept(socket)
  local received, question = '', nil
  socket:read_start(function(_, data)
    if not data then
      if question then question.is_gone = true end
      return socket:close()
    end
    received = received .. data
    local head, length = received:find('\r\n\r\n', 1, true), tonumber(received:lower():match('content%-length: (%d+)'))
    if question or not head or not length or #received < head + 3 + length then return end
    question = { is_gone = false }
    function question.answer(words)
      local function event(value) return 'data: ' .. vim.json.encode(value) .. '\n\n' end
      local body = event({ choices = { { delta = { content = words }, finish_reason = 'stop' } } })
        .. event({ choices = {}, usage = { prompt_tokens = 500, completion_tokens = 40 } }) .. 'data: [DONE]\n\n'
      socket:write(('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s'):format(#body, body))
    end
    table.insert(questions, question)
  end)
end)

local function asked(count)
  return wait(function() return #questions >= count end)
end
local function edit(to)
  return ('src/words.rs\n<<<<<<< SEARCH\n    levied_upon_the_sum(net)\n=======\n    %s\n>>>>>>> REPLACE\n'):format(to)
end
local function told(words)
  return wait(function()
    return vim.iter(T.news):any(function(one) return one.state == 'running' and one.message:find(words, 1, true) end)
  end)
end
local function stopped(name)
  vim.cmd('Bowline stop')
  check(name, wait(T.ended) and T.ended().stop == 'cancelled', T.ended() and T.ended().stop)
end
--- Starts a loop over the text that only a model can mend.
local function start(more)
  questions = {}
  T.begin()
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.api.nvim_buf_set_lines(lib_buffer, 0, -1, false, vim.list_extend(vim.deepcopy(SOURCE), more or {}))
  vim.cmd('Bowline fix-file')
end

function checks.nothing_asked()
  lib_buffer = T.open(T.words)
  vim.lsp.enable('bowline')
  client = T.attached(lib_buffer)
  T.break_buffer(lib_buffer)
  local one = T.reviewed('a loop that needs no model ends with a review', function() vim.cmd('Bowline fix-file') end)
  check('and nothing is said of tokens anywhere', one and not bowline.status():find('token', 1, true)
    and not vim.iter(T.news):any(function(news) return type(news.used) == 'string' end), bowline.status())
  vim.cmd('Bowline discard')
end

function checks.spend()
  bowline.setup({ settings = { background = { fixes = false }, model = {
    provider = 'custom', model = 'scripted-1', price_input = 100, price_output = 400,
    base_url = ('http://127.0.0.1:%d'):format(listener:getsockname().port),
  } } })
  start()
  if not check('what no rule mends is asked of the model', asked(1)) then return end
  check('before its first answer nothing was used', not bowline.status():find('token', 1, true), bowline.status())
  questions[1].answer('I would rather talk about it.')
  asked(2)
  check('while it is asked again, the status says what was used so far', wait(function()
    return bowline.status():find('540 tokens, $0.0006', 1, true) ~= nil
  end), bowline.status())
  vim.cmd('Bowline loops')
  local list = vim.api.nvim_get_current_buf()
  check('and so does the list of loops', wait(function() return has(list, '540 tokens, $0.0006') end), text(list))
  vim.cmd.close()
  stopped('stopped while the model is asked, it ends cancelled')
  check('and the model\'s connection is closed', wait(function() return questions[2].is_gone end))
  check('the status keeps what it had used', bowline.status():find('540 tokens', 1, true) ~= nil, bowline.status())
end

--- The compilers that work below this Neovim's server.
local function compilers()
  local parents = {}
  for line in vim.gsplit(vim.system({ 'ps', '-eo', 'pid=,ppid=,comm=' }, { text = true }):wait().stdout, '\n') do
    local pid, parent, name = line:match('^%s*(%d+)%s+(%d+)%s+(.*)$')
    if pid then parents[pid] = { parent, name } end
  end
  local function is_ours(pid)
    return pid == tostring(vim.fn.getpid()) or (parents[pid] ~= nil and is_ours(parents[pid][1]))
  end
  return vim.iter(parents):filter(function(pid, one) return vim.startswith(one[2], 'rustc') and is_ours(pid) end):map(function(pid) return pid end):totable()
end

function checks.screening()
  start()
  asked(1)
  -- Rules had candidates too: from here on it is the model's.
  T.begin()
  questions[1].answer(edit(ENDLESS))
  check('its candidate is tried', told('trying candidate'))
  check('by a compiler that does not come to an end', wait(function() return #compilers() > 0 end))
  stopped('stopped while a candidate is tried, it ends cancelled')
  check('and the compiler with it', wait(function() return #compilers() == 0 end))
end

function checks.proving()
  start({ '#[cfg(test)]', 'const FOREVER: u32 = forever();' })
  asked(1)
  questions[1].answer(edit(RIGHT))
  check('its candidate holds, and the result is proved', told('proving the result'))
  wait(function() return #compilers() > 0 end)
  stopped('stopped while it is proved, it ends cancelled')
  check('and the compiler with it', wait(function() return #compilers() == 0 end))
  check('no review opened for any of them', review.get() == nil)
end

function checks.reviewed()
  local one = T.reviewed('not stopped, it ends with a review', function()
    start()
    asked(1)
    questions[1].answer(edit(RIGHT))
  end)
  if not one then return end
  check('which says that a model wrote the edit', vim.iter(one.params.cautions):any(function(words) return words:find('model', 1, true) end), table.concat(one.params.cautions, ' '))
  vim.cmd('Bowline stop')
  check('a stop leaves an open review alone', review.get() == one and has(one.tab.buffers[1].proposed, RIGHT))
  local result = T.decided('which can be applied', function() vim.cmd('Bowline apply') end)
  check('as ever', result.state == 'applied' and has(lib_buffer, RIGHT), result.message)
end

function checks.written()
  vim.api.nvim_set_current_buf(lib_buffer)
  vim.api.nvim_buf_set_lines(lib_buffer, 0, -1, false, { 'pub fn half(number: i32) -> i32 {', '    number / 3', '}' })
  local failing = '#[test]\nfn of_eight() {\n    assert_eq!(half(8), 4);\n}'
  local one = T.reviewed('a failing test is written for what goes wrong, and reviewed', function()
    questions = {}
    T.begin()
    vim.cmd('Bowline write-test half of eight is not four')
    check('what goes wrong is asked of the model', asked(1))
    questions[1].answer(('src/words.rs\n<<<<<<< SEARCH\n    number / 3\n}\n=======\n    number / 3\n}\n\n%s\n>>>>>>> REPLACE\n'):format(failing))
  end)
  if not one then return end
  check('it is said that it fails and mends nothing', vim.iter(one.params.cautions):any(function(words)
    return words:find('mends nothing', 1, true) and words:find('of_eight', 1, true)
  end), table.concat(one.params.cautions, ' '))
  local result = T.decided('it is applied', function() vim.cmd('Bowline apply') end)
  check('and stands in the buffer', result.state == 'applied' and has(lib_buffer, 'fn of_eight'), result.message)
  one = T.reviewed('its own loop finds the fix', function()
    T.begin()
    vim.cmd('Bowline test words::of_eight')
  end)
  if not one then return end
  result = T.decided('which is applied', function() vim.cmd('Bowline apply') end)
  check('and makes the test pass', result.state == 'applied' and has(lib_buffer, 'number / 2'), result.message)
end

function checks.applying()
  local lib = T.open(T.lib)
  T.attached(lib)
  T.break_buffer(lib)
  local one = T.reviewed('a review with two hunks is open', function() vim.cmd('Bowline fix-file') end)
  if not one then return end
  vim.api.nvim_win_set_cursor(one.tab.proposed, { T.line_of(one.tab.buffers[1].proposed, 'let mut best'), 0 })
  T.press('x')
  local proofs = {}
  vim.api.nvim_create_autocmd('LspProgress', { callback = function(event)
    local value = event.data.params.value
    if value.kind == 'begin' then table.insert(proofs, value) end
  end })
  T.held(function()
    vim.cmd('Bowline apply')
    check('the accepted part is proved again, which is shown and can be cancelled', wait(function()
      return vim.iter(proofs):any(function(value) return value.title:find('proving again', 1, true) and value.cancellable end)
    end), vim.inspect(proofs))
    vim.cmd('Bowline stop')
    check('stopped while it is applied, it is not', wait(function() return #T.applied > 0 end) and T.applied[1].state == 'not_applied', T.applied[1] and T.applied[1].message)
  end)
  check('the buffer is as it was, and the review stays', has(lib, 'let total') and review.get() == one)
  T.begin()
  local result = T.decided('where it can be applied all the same', function() vim.cmd('Bowline apply') end)
  check('with the next word', result.state == 'applied' and has(lib, 'let mut total') and has(lib, 'let best'), result.message)
end

T.run(checks, { 'nothing_asked', 'spend', 'screening', 'proving', 'reviewed', 'written', 'applying' })
