if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:##,:# commentstring=#\ %s formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
" `gq` and `=` through the canonical layout
if executable('slate')
  setlocal formatprg=slate\ fmt\ -
  setlocal makeprg=slate\ check\ --format\ short\ %:S
  setlocal errorformat=%f:%l:%c:\ %trror[%m,%f:%l:%c:\ %tarning[%m,%f:%l:%c:\ %tote[%m
endif
let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop< formatprg< makeprg< errorformat<'

" The language server, where a client is there: Neovim's own, or the plugin vim-lsp.
if has('nvim-0.8')
  lua vim.lsp.start({ name = 'slate', cmd = { 'slate', 'lsp' }, root_dir = vim.fs.dirname(vim.api.nvim_buf_get_name(0)) })
elseif exists('*lsp#register_server') && !exists('g:slate_lsp')
  let g:slate_lsp = 1
  call lsp#register_server({'name': 'slate', 'cmd': ['slate', 'lsp'], 'allowlist': ['slate']})
endif
