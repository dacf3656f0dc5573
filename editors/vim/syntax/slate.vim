" Slate policies (.sla)
if exists('b:current_syntax')
  finish
endif

syntax match slateName /\<[a-z][a-z0-9_]*\>/
" keywords begin: made by editors/keywords.py
syntax keyword slateOperator and or not is in between if then otherwise else when while do has contains
syntax keyword slateConstant true false present absent untimed mon tue wed thu fri sat sun
syntax keyword slatePart after as at before by during ends from later next of on per round starts to with within always orthodox observed last until independently becomes rises falls most least for team role unique over breach times workday without reject defer only rounded up end since asc desc match because due left used nothing
syntax match slateStatement /\%(^\|{\|}\|  \)\s*\zs\%(version\|effective\|migrate\|set\|sets\|zone\|open\|closed\|every\|valid\|union\|intersect\|easter\|feed\|start\|stop\|restart\|resume\|cancel\|pause\|run\|repeats\|changes\|applies\|targets\|except\|escalate\|objective\|fee\|quota\|counts\|rollover\|refund\|overdraft\|beyond\|warn\|limit\|accept\|capacity\|draws\|covers\|renew\|remind\|override\|where\|order\|notify\|assign\|raise\|lower\|tag\|untag\|task\|close\|reopen\|bill\|credit\|draw\|emit\|events\|expect\|cases\|replay\)\>/
syntax match slateDeclaration /^\s*\zs\%(policy\|use\|currency\|define\|assess\|ticket\|account\|event\|calendar\|holidays\|clock\|sla\|plan\|pack\|contract\|contracts\|default\|rule\|workflow\|queue\|source\|test\)\>/
" keywords end
syntax match slateNumber /\<\d[0-9_]*\%(\.\d\+\)\?%\?/
syntax match slateDuration /\<\%(\d\+[hms]\)\+\>/
syntax match slatePeriod /\<\d\+\s\+\%(calendar\s\+\)\?\%(workday\|day\|week\|month\|year\)s\?\>/
syntax match slateMoney /\<\d[0-9_]*\%(\.\d\+\)\?\s\+\u\u\u\>/
syntax match slateTime /\<\d\d:\d\d\%(:\d\d\)\?/
syntax match slateDate /\<\d\{4}-\d\d\%(-\d\d\)\?\%(T[0-9:.]*\%(Z\|[+-]\d\d:\d\d\)\)\?/
syntax match slateDate /\<\d\d-\d\d\>/
syntax match slateMark /|\|->\|\.\.\|<=\|>=\|[<>=+*\/?]/
syntax match slateEscape /\\\%(["\\n]\|u{\x\+}\)/ contained
syntax region slateText start=/"/ skip=/\\./ end=/"/ oneline contains=slateEscape
syntax match slateComment /#.*$/ contains=@Spell
syntax match slateDoc /##.*$/ contains=@Spell

highlight default link slateOperator Operator
highlight default link slateConstant Constant
highlight default link slatePart Keyword
highlight default link slateStatement Statement
highlight default link slateDeclaration Structure
highlight default link slateNumber Number
highlight default link slateDuration Number
highlight default link slatePeriod Number
highlight default link slateMoney Number
highlight default link slateTime Number
highlight default link slateDate Number
highlight default link slateMark Delimiter
highlight default link slateEscape SpecialChar
highlight default link slateText String
highlight default link slateComment Comment
highlight default link slateDoc SpecialComment

let b:current_syntax = 'slate'
