-- A second editor on the same workspace, started by a suite: fixes the file in its own buffer and prints how that ended.

local T = dofile(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))) .. '/nvim_harness.lua')
vim.lsp.enable('bowline')
local bufnr = T.open(T.words)
T.attached(bufnr)
T.break_buffer(bufnr)
local one = T.reviewed('the second editor has its review', function() vim.cmd('Bowline fix-file') end)
local result = one and T.decided('and its edit', function() vim.cmd('Bowline apply') end) or {}
io.write(('second: %s %s\n'):format(tostring(result.state), T.has(bufnr, 'let mut words') and 'fixed' or 'broken'))
io.flush()
os.exit(0)
