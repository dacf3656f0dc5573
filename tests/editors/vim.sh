# vim.sh FILE OUT: what Vim makes of a policy: the groups of some words, the layout after =, any message of an error.
file=$1 out=$2
cat >"$out.vim" <<'VIM'
set nocompatible nomore runtimepath^=editors/vim
syntax on
filetype plugin indent on
execute 'edit' fnameescape($POLICY)
function! Group(pattern) abort
  call cursor(1, 1)
  call search(a:pattern, 'cW')
  return a:pattern . ' ' . synIDattr(synID(line('.'), col('.'), 1), 'name')
endfunction
let lines = ['type ' . &filetype . ' ' . &shiftwidth . ' ' . &commentstring]
for pattern in ['^sla', '^  \zsrespond', '\<within\>', '\<when\>', '30m', '"Europe', '# hours', '## a doc', '^  \zsescalate', '3 workdays', '2026-03-02', 'contains', '350 UAH', '\<fri\>']
  call add(lines, Group(pattern))
endfor
let before = getline(1, '$')
normal! gg=G
call add(lines, before ==# getline(1, '$') ? 'indentation stays' : 'indentation changes')
call add(lines, 'errors: ' . v:errmsg)
call writefile(lines, $OUT)
qall!
VIM
POLICY=$file OUT=$out timeout 60 vim -es -u NONE -i NONE -S "$out.vim" </dev/null
