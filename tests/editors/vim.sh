# vim.sh FILE OUT VIM SLATE: what Vim or Neovim makes of a policy: the groups of some words, the layout after = and after gq, what
# :make finds in a policy of mistakes, any message of an error.
file=$1 out=$2 vim=$3 slate=$4
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
call append(2, '   policy    "much  air"   {}')
normal! 3Ggqq
call add(lines, 'gq: ' . getline(3))
edit!
execute 'edit' fnameescape($MISTAKES)
silent make!
for entry in getqflist()
  if entry.valid
    call add(lines, printf('make: %s %d:%d %s', entry.type, entry.lnum, entry.col, matchstr(entry.text, '^[EW][0-9]*')))
  endif
endfor
call add(lines, 'errors: ' . v:errmsg)
call writefile(lines, $OUT)
qall!
VIM
PATH=$(dirname "$slate"):$PATH POLICY=$file MISTAKES=tests/errors/W0913_never-fires.sla OUT=$out timeout 60 "$vim" -es -u NONE -i NONE -S "$out.vim" </dev/null
