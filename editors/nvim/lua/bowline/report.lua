--- Shows a loop's report: Markdown in a scratch buffer.

local scratch = require('bowline.scratch')

local M = {}

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
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr, desc = 'Close the report' })
  return bufnr
end

return M
