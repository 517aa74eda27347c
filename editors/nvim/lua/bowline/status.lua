--- Keeps the newest news of each loop. Every piece of news fires `User BowlineStatus` with the server's own table as data.

local M = {}

local running = {} ---@type table<string, table>
local ended ---@type table?

local WORDS = { proved = '✓ proved', checked = '✓ checked', scaffold = '◌ scaffold', improved = '△ improved' }

local STAGES = { context = 'reading', action = 'trying', observation = 'checking', adjustment = 'deciding' }

--- What a verdict is called where people read it: a sign and a word.
---@param verdict? string
---@return string
function M.verdict(verdict)
  if verdict == nil or verdict == vim.NIL or verdict == 'none' then
    return '– no edit'
  end
  return WORDS[verdict] or verdict
end

--- What a model has used for a loop, behind a comma; nothing where none was asked.
---@param one { used?: string }
---@return string
function M.used(one)
  return type(one.used) == 'string' and ', ' .. one.used or ''
end

--- Takes a `bowline/status` in.
function M.on_status(params)
  if params.state == 'running' then
    running[params.loop] = params
  else
    running[params.loop] = nil
    ended = params
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'BowlineStatus', modeline = false, data = params })
end

--- Whatever ran in a server that is gone is over.
function M.on_server_gone()
  running = {}
  vim.api.nvim_exec_autocmds('User', { pattern = 'BowlineStatus', modeline = false, data = { state = 'gone' } })
end

--- The loop that ended last.
---@return table?
function M.last_ended()
  return ended
end

--- The ids of the loops that are known, running ones first.
---@return string[]
function M.loops()
  local ids = vim.tbl_keys(running)
  table.sort(ids)
  if ended then
    table.insert(ids, ended.loop)
  end
  return ids
end

--- Where a running loop stands, in a few words; nil for one that does not run.
---@param loop string
---@return string?
function M.of(loop)
  local one = running[loop]
  if not one then
    return nil
  end
  local attempt = one.attempt > 0 and (', attempt %d'):format(one.attempt) or ''
  return ('%s%s, %d s%s'):format(STAGES[one.stage] or one.stage, attempt, math.floor(one.elapsedMillis / 1000), M.used(one))
end

---@return string
function M.text()
  local ids = vim.tbl_keys(running)
  if #ids > 0 then
    table.sort(ids)
    local more = #ids > 1 and (' (+%d)'):format(#ids - 1) or ''
    return ('Bowline: %s%s'):format(M.of(ids[1]), more)
  end
  return ended and ('Bowline: %s%s'):format(M.verdict(ended.verdict), M.used(ended)) or ''
end

return M
