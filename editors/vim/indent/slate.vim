" Two spaces a brace; rows of tables and what goes on with a rule stand where the canonical layout puts them.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1
setlocal indentexpr=SlateIndent(v:lnum) indentkeys=0{,0},!^F,o,O
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*SlateIndent')
  finish
endif

" What a line opens more than it closes; texts and comments do not count.
function! s:Opens(line) abort
  let l:bare = substitute(substitute(a:line, '"\%([^"\\]\|\\.\)*"', '', 'g'), '#.*', '', '')
  return count(l:bare, '{') - count(substitute(l:bare, '^\s*}\+', '', ''), '}')
endfunction

function! SlateIndent(lnum) abort
  let l:before = prevnonblank(a:lnum - 1)
  if l:before == 0
    return 0
  endif
  let l:indent = indent(l:before) + shiftwidth() * s:Opens(getline(l:before))
  if getline(a:lnum) =~# '^\s*}'
    let l:indent -= shiftwidth()
  endif
  return max([l:indent, 0])
endfunction
