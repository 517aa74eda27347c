--- Shows a loop's report: Markdown in a scratch buffer.

local scratch = require('bowline.scratch')

local M = {}

--- The file and line that the cursor stands on: the address of a link, or `path:line` below the working directory.
---@return string? path, integer? line
local function target()
  local line, column = vim.api.nvim_get_current_line(), vim.api.nvim_win_get_cursor(0)[2] + 1
  local from = 1
  while true do
    local first, last, uri, number = line:find('%[[^%]]*%]%((file://[^)#]*)#?L?(%d*)%)', from)
    if not first then
      return nil
    end
    if first <= column and column <= last then
      return vim.uri_to_fname(uri), tonumber(number)
    end
    from = last + 1
  end
end

--- Goes to the code that a link of the report names, in the window that the report was opened from.
local function go()
  local path, number = target()
  if not path then
    return require('bowline.server').say('there is no link to code at the cursor.', vim.log.levels.WARN)
  end
  vim.cmd.wincmd('p')
  local bufnr = vim.fn.bufadd(path)
  vim.bo[bufnr].buflisted = true
  vim.api.nvim_win_set_buf(0, bufnr)
  vim.api.nvim_win_set_cursor(0, { math.min(number or 1, vim.api.nvim_buf_line_count(0)), 0 })
end

---@param report { uri: string, markdown: string }
---@return integer bufnr
function M.show(report)
  local name = 'bowline://report/' .. vim.fs.basename(report.uri)
  local bufnr = scratch.buffer(name, scratch.lines(report.markdown))
  local window = vim.fn.bufwinid(bufnr)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd('botright split')
    vim.api.nvim_win_set_buf(0, bufnr)
  end
  -- After the buffer is in its window: a filetype plugin sets window options.
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].filetype = 'markdown'
  vim.keymap.set('n', '<CR>', go, { buffer = bufnr, desc = 'Go to the code' })
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr, desc = 'Close the report' })
  return bufnr
end

return M
