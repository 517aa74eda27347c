--- The edits that wait for a person: which hunks are accepted, and what becomes of them. The windows are in `review_tab.lua`.

local server = require('bowline.server')
local status = require('bowline.status')

local M = {}

---@class bowline.Review
---@field params table The server's `bowline/review`.
---@field client_id integer
---@field skipped table<string, true> Hunks that are not accepted, by `key`.
---@field tab? table The windows and buffers, while they are open; owned by `review_tab.lua`.

local reviews = {} ---@type table<string, bowline.Review>
local latest ---@type string?

local function key(file, hunk)
  return hunk.index .. ' ' .. file.uri
end

--- The review of a loop, else the one in the current tab, else the newest.
---@param loop? string
---@return bowline.Review?
function M.get(loop)
  if loop then
    return reviews[loop]
  end
  local here = vim.api.nvim_get_current_tabpage()
  for _, review in pairs(reviews) do
    if review.tab and review.tab.page == here then
      return review
    end
  end
  return latest and reviews[latest]
end

--- The loops whose edits wait.
---@return string[]
function M.loops()
  local ids = vim.tbl_keys(reviews)
  table.sort(ids)
  return ids
end

---@param review bowline.Review
function M.is_accepted(review, file, hunk)
  return not review.skipped[key(file, hunk)]
end

--- How many hunks are accepted, and of how many.
---@param review bowline.Review
---@return integer accepted
---@return integer all
function M.count(review)
  local all = 0
  for _, file in ipairs(review.params.files) do
    all = all + #file.hunks
  end
  return all - vim.tbl_count(review.skipped), all
end

--- Accepts a hunk, or takes the acceptance back.
---@param review bowline.Review
---@param decision 'accept'|'skip'
function M.decide(review, file, hunk, decision)
  review.skipped[key(file, hunk)] = decision == 'skip' or nil
  require('bowline.review_tab').refresh(review)
end

--- Accepts or skips the hunk at the cursor of the review in front.
---@param decision 'accept'|'skip'
function M.decide_at_cursor(decision)
  local review = M.get()
  if not review or not review.tab then
    return server.say('no review is open; :Bowline review opens one.', vim.log.levels.WARN)
  end
  require('bowline.review_tab').decide_at_cursor(review, decision)
end

--- What `bowline.server.apply` takes as `hunks`; nil where every hunk is accepted as it was proposed.
---@param review bowline.Review
---@return { uri: string, indexes: integer[], text?: string }[]?
function M.chosen(review)
  local tab, rewritten = require('bowline.review_tab'), {}
  for i in ipairs(review.params.files) do
    rewritten[i] = tab.rewritten(review, i)
  end
  if vim.tbl_isempty(review.skipped) and vim.tbl_isempty(rewritten) then
    return nil
  end
  local chosen = {}
  for i, file in ipairs(review.params.files) do
    local indexes = {}
    for _, hunk in ipairs(file.hunks) do
      if M.is_accepted(review, file, hunk) then
        table.insert(indexes, hunk.index)
      end
    end
    if #indexes > 0 or rewritten[i] then
      table.insert(chosen, { uri = file.uri, indexes = indexes, text = rewritten[i] })
    end
  end
  return chosen
end

local function forget(review)
  local loop = review.params.loop
  require('bowline.review_tab').close(review)
  if reviews[loop] == review then
    reviews[loop] = nil
  end
  if latest == loop then
    latest = nil
  end
end

local function add(params, client_id)
  local old = reviews[params.loop]
  if old then
    forget(old)
  end
  local review = { params = params, client_id = client_id, skipped = {} }
  reviews[params.loop] = review
  latest = params.loop
  return review
end

--- Opens now, or as soon as the person is back in Normal mode: a tab that opens under typing fingers eats what they type.
local function open_when_idle(review)
  local function is_idle()
    return vim.api.nvim_get_mode().mode == 'n' and vim.fn.getcmdwintype() == ''
  end
  local function open()
    if reviews[review.params.loop] == review then
      require('bowline.review_tab').open(review)
    end
  end
  if is_idle() then
    return open()
  end
  server.say('an edit is ready for review; it opens when you are back in Normal mode.')
  vim.api.nvim_create_autocmd('ModeChanged', {
    callback = function()
      if not is_idle() then
        return false
      end
      vim.schedule(open)
      return true
    end,
  })
end

--- Takes a `bowline/review` in. Fires `User BowlineReview` with the server's own table as data.
function M.on_review(params, ctx)
  local review = add(params, ctx.client_id)
  vim.api.nvim_exec_autocmds('User', { pattern = 'BowlineReview', modeline = false, data = params })
  open_when_idle(review)
end

--- Takes a `bowline/others` in: further fixes that hold too.
function M.on_others(params)
  local review = reviews[params.loop]
  if review then
    review.params.others = params.others
    require('bowline.review_tab').refresh(review)
  end
end

--- Lets the person pick another fix of the same error; where none is known yet, the server looks for one.
---@param loop? string
function M.other(loop)
  local review = M.get(loop)
  if not review then
    return server.say('there is no proposed edit that another one could replace.', vim.log.levels.WARN)
  end
  local others = review.params.others or {}
  if #others == 0 then
    server.say('looking for another fix.')
    return server.call('otherFix', { loop = review.params.loop }, { client_id = review.client_id })
  end
  vim.ui.select(others, {
    prompt = 'Bowline: another fix',
    kind = 'bowline.others',
    format_item = function(one)
      return ('%s  %s'):format(status.verdict(one.verdict), one.title)
    end,
  }, function(one)
    if one then
      M.open(one.loop, review.client_id)
    end
  end)
end

--- Opens a review again: the one that is known, else the server's own record of the loop.
---@param loop? string
---@param client_id? integer the server that holds it
function M.open(loop, client_id)
  local known = M.get(loop)
  if known then
    return require('bowline.review_tab').open(known)
  end
  loop = loop or (status.last_ended() or {}).loop
  if not loop then
    return server.say('no loop has ended yet.', vim.log.levels.WARN)
  end
  client_id = client_id or (server.client() or {}).id
  server.call('review', { loop = loop }, {
    client_id = client_id,
    on_answer = function(params)
      require('bowline.review_tab').open(add(params, client_id))
    end,
  })
end

--- Asks the server to apply the accepted hunks. It proves a subset first, then sends the edit.
---@param loop? string
function M.apply(loop)
  local review = M.get(loop)
  if not review then
    return server.say('there is no proposed edit to apply.', vim.log.levels.WARN)
  end
  local chosen = M.chosen(review)
  if chosen and #chosen == 0 then
    return server.say('every hunk is skipped. Accept one, or discard the edit.', vim.log.levels.WARN)
  end
  server.call('apply', { loop = review.params.loop, hunks = chosen }, {
    client_id = review.client_id,
    on_answer = function(result)
      local done = result.state == 'applied' or result.state == 'partly'
      if done then
        forget(review)
      end
      server.say(result.message, result.state == 'applied' and vim.log.levels.INFO or vim.log.levels.WARN)
      vim.api.nvim_exec_autocmds('User', { pattern = 'BowlineApplied', modeline = false, data = result })
    end,
  })
end

--- Drops the proposed edit.
---@param loop? string
function M.discard(loop)
  local review = M.get(loop)
  if not review then
    return server.say('there is no proposed edit to discard.', vim.log.levels.WARN)
  end
  forget(review)
  server.call('discard', { loop = review.params.loop }, { client_id = review.client_id })
end

return M
