autocmd BufRead,BufNewFile *.sla setfiletype slate
