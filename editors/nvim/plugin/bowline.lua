-- What is there before anything of Bowline is used: the command, and one hint when the binary is missing.

if vim.g.loaded_bowline then
  return
end
vim.g.loaded_bowline = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.api.nvim_create_user_command('Bowline', function()
    vim.notify('Bowline needs Neovim 0.11 or newer.', vim.log.levels.ERROR)
  end, { nargs = '*' })
  return
end

vim.api.nvim_create_user_command('Bowline', function(command)
  require('bowline.commands').run(command)
end, {
  nargs = '*',
  range = true,
  desc = 'Fix and prove Rust errors',
  complete = function(lead, line)
    return require('bowline.commands').complete(lead, line)
  end,
})

-- Neovim itself only logs that a server's binary is missing.
vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('bowline.missing', {}),
  pattern = 'rust',
  callback = function(event)
    if vim.bo[event.buf].buftype == '' and vim.lsp.is_enabled('bowline') then
      require('bowline.server').warn_if_missing()
    end
  end,
})
