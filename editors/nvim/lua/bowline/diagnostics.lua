--- Turns the diagnostics under the cursor, of every source, into the LSP's form. Neovim passes a server its own ones only.

local M = {}

local SEVERITIES = { ERROR = 1, WARN = 2, INFO = 3, HINT = 4 }

local function position(bufnr, line, column, encoding)
  local text = vim.api.nvim_buf_get_lines(bufnr, line, line + 1, false)[1] or ''
  return { line = line, character = vim.str_utfindex(text, encoding, math.min(column, #text), false) }
end

---@param bufnr integer
---@param one vim.Diagnostic
---@param encoding 'utf-8'|'utf-16'|'utf-32'
---@return lsp.Diagnostic
function M.to_lsp(bufnr, one, encoding)
  return {
    range = {
      start = position(bufnr, one.lnum, one.col, encoding),
      ['end'] = position(bufnr, one.end_lnum or one.lnum, one.end_col or one.col, encoding),
    },
    severity = SEVERITIES[vim.diagnostic.severity[one.severity]],
    message = one.message,
    source = one.source,
    code = one.code,
    data = vim.tbl_get(one, 'user_data', 'lsp', 'data'),
  }
end

--- Every diagnostic that touches the cursor's line: on the cursor before beside it, worst before least, smallest first.
---@param bufnr integer
---@param encoding 'utf-8'|'utf-16'|'utf-32'
---@return lsp.Diagnostic[]
function M.on_line(bufnr, encoding)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = row - 1
  local found = vim.tbl_filter(function(one)
    return one.lnum <= line and (one.end_lnum or one.lnum) >= line
  end, vim.diagnostic.get(bufnr))
  local function miss(one)
    local before = one.lnum == line and column < one.col
    local behind = (one.end_lnum or one.lnum) == line and column >= math.max(one.end_col or one.col, one.col + 1)
    return (before or behind) and 1 or 0
  end
  local function size(one)
    return ((one.end_lnum or one.lnum) - one.lnum) * 10000 + (one.end_col or one.col) - one.col
  end
  table.sort(found, function(a, b)
    local left, right = { miss(a), a.severity, size(a) }, { miss(b), b.severity, size(b) }
    for i = 1, #left do
      if left[i] ~= right[i] then
        return left[i] < right[i]
      end
    end
    return false
  end)
  return vim.tbl_map(function(one)
    return M.to_lsp(bufnr, one, encoding)
  end, found)
end

return M
