; Names are of the whole policy; the language server knows their uses. Here, what is declared where.
(define name: (name) @local.definition.var)
(assess name: (name) @local.definition.var)
(field name: (name) @local.definition.field)
(event name: (name) @local.definition.type)
(calendar name: (name) @local.definition.type)
(holidays name: (name) @local.definition.type)
(clock name: (name) @local.definition.type)
(sla name: (name) @local.definition.type)
(plan name: (name) @local.definition.type)
(pack name: (name) @local.definition.type)
(contract name: (name) @local.definition.type)
(rule name: (name) @local.definition.function)
(quota name: (name) @local.definition.field)
(file) @local.scope
(name) @local.reference
