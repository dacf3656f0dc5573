#include "tests/unit/engine_cases.h"

#define RESPOND_1H "sla s { calendar office  respond within 1h }"
#define RESOLVE_4H "sla s { calendar office  pause while status is pending  resolve within 4h }"
#define BY_PRIORITY(mode)                                                                          \
    "sla s { calendar office  " mode "\n"                                                          \
    "  resolve within 2h when priority >= high as fast\n  resolve within 6h as slow }"

const EngineCase ENGINE_CASES[] = {
    /* ---- C4: breaches ---- */
    {"C4 stopping exactly at the deadline is met", RESPOND_1H,
     "02 09:00 created\n02 10:00 reply by=agent", "02 17:00",
     "T respond#1 stopped met due 02 10:00 run 1h paused 0s by s.respond[1]\n", false},
    {"C4 a second later is a breach at the deadline", RESPOND_1H,
     "02 09:00 created\n02 10:00:01 reply by=agent", "02 17:00",
     "T respond#1 stopped breached due 02 10:00 run 1h1s paused 0s missed 02 10:00 by "
     "s.respond[1]\n",
     false},
    {"E2 a timer due at the end fires", RESPOND_1H, "02 09:00 created", "02 10:00",
     "T respond#1 running breached due 02 10:00 run 1h paused 0s missed 02 10:00 by s.respond[1]\n",
     false},
    {"C1 a clock that has time left is open", RESPOND_1H, "02 09:00 created", "02 09:30",
     "T respond#1 running open due 02 10:00 run 30m paused 0s by s.respond[1]\n", false},
    {"C3 nothing runs overnight", RESPOND_1H, "02 16:30 created\n03 09:20 reply by=agent",
     "03 17:00", "T respond#1 stopped met due 03 09:30 run 50m paused 0s by s.respond[1]\n", false},
    {"E2 a customer's reply does not stop respond", RESPOND_1H,
     "02 09:00 created\n02 09:10 reply by=customer\n02 09:20 reply by=agent", "02 17:00",
     "T respond#1 stopped met due 02 10:00 run 20m paused 0s by s.respond[1]\n", false},
    {"C1 untimed is measured", "sla s { calendar office  resolve untimed }",
     "02 09:00 created\n02 11:00 resolved", "02 17:00",
     "T resolve#1 stopped met due - run 2h paused 0s by s.resolve[1]\n", false},
    {"C1 no line fits: no row",
     "sla s { calendar office  resolve within 1h when priority is urgent }", "02 09:00 created",
     "02 17:00", "", false},

    /* ---- C3: pauses ---- */
    {"C3 a pause moves the deadline", RESOLVE_4H,
     "02 09:00 created\n02 10:00 updated status=pending\n02 12:00 updated status=open\n02 15:00 "
     "resolved",
     "02 17:00", "T resolve#1 stopped met due 02 15:00 run 4h paused 2h by s.resolve[1]\n", false},
    {"C4 a paused clock has no deadline", RESOLVE_4H,
     "02 09:00 created\n02 10:00 updated status=pending", "03 10:00",
     "T resolve#1 paused open due - run 1h paused 8h by s.resolve[1]\n", false},
    {"C3 a pause over the weekend is measured on the calendar", RESOLVE_4H,
     "06 14:00 created\n06 16:00 updated status=pending\n09 10:00 updated status=open", "09 10:00",
     "T resolve#1 running open due 09 12:00 run 2h paused 2h by s.resolve[1]\n", false},
    {"C3 a cap ends the pause whatever the status",
     "sla s { calendar office  pause while status is pending at most 2h  resolve within 4h }",
     "02 09:00 created\n02 10:00 updated status=pending\n02 15:30 resolved", "02 17:00",
     "T resolve#1 stopped breached due 02 15:00 run 4h30m paused 2h missed 02 15:00 by "
     "s.resolve[1]\n",
     false},
    {"C3 the cap bounds the total of several pauses",
     "sla s { calendar office  pause while status is pending at most 2h  resolve within 4h }",
     "02 09:00 created\n02 10:00 updated status=pending\n02 11:00 updated status=open\n"
     "02 12:00 updated status=pending\n02 14:30 updated status=open",
     "02 14:30", "T resolve#1 running open due 02 15:00 run 3h30m paused 2h by s.resolve[1]\n",
     false},
    {"C3 pauses of the clock and of the SLA combine by or",
     "clock fix { start on created  stop on resolved  pause while status is on_hold }\n"
     "sla s { calendar office  pause while status is pending  fix within 4h }",
     "02 09:00 created\n02 10:00 updated status=pending\n02 11:00 updated status=on_hold\n02 12:00 "
     "updated status=open",
     "02 12:00", "T fix#1 running open due 02 15:00 run 1h paused 2h by s.fix[1]\n", false},

    /* ---- C5: periods ---- */
    {"C5 three workdays keep the time of day",
     "sla s { calendar office  resolve within 3 workdays }", "02 10:00 created\n05 10:00 resolved",
     "06 17:00", "T resolve#1 stopped met due 05 10:00 run 24h paused 0s by s.resolve[1]\n", false},
    {"C5 a pause moves workdays by working time",
     "sla s { calendar office  pause while status is pending  resolve within 3 workdays }",
     "02 10:00 created\n03 16:00 updated status=pending\n04 10:00 updated status=open", "04 10:00",
     "T resolve#1 running open due 05 12:00 run 14h paused 2h by s.resolve[1]\n", false},
    {"C5 calendar days are moved by elapsed time",
     "sla s { calendar office  pause while status is pending  resolve within 3 calendar days }",
     "06 10:00 created\n07 00:00 updated status=pending\n08 00:00 updated status=open", "09 12:00",
     "T resolve#1 running open due 10 10:00 run 10h paused 24h by s.resolve[1]\n", false},

    /* ---- C6: cutoffs ---- */
    {"C6 by close is the day's last closing", "sla s { calendar office  resolve by close }",
     "02 10:00 created", "02 12:00",
     "T resolve#1 running open due 02 17:00 run 2h paused 0s by s.resolve[1]\n", false},
    {"C6 an origin at its cutoff takes the next day's",
     "sla s { calendar office  resolve by close }", "02 17:00 created", "02 18:00",
     "T resolve#1 running open due 03 17:00 run 0s paused 0s by s.resolve[1]\n", false},
    {"C6 by a time, filed after it on a Friday", "sla s { calendar office  resolve by 16:00 }",
     "06 16:30 created", "06 17:00",
     "T resolve#1 running open due 09 16:00 run 30m paused 0s by s.resolve[1]\n", false},
    {"C6 by close two workdays later",
     "sla s { calendar office  resolve by close 2 workdays later }", "05 10:00 created", "05 11:00",
     "T resolve#1 running open due 09 17:00 run 1h paused 0s by s.resolve[1]\n", false},
    {"C6 by noon on the next workday", "sla s { calendar office  resolve by 12:00 next workday }",
     "06 10:00 created", "06 11:00",
     "T resolve#1 running open due 09 12:00 run 1h paused 0s by s.resolve[1]\n", false},
    {"C6 a paused clock keeps its cutoff and breaches at it",
     "sla s { calendar office  pause while status is pending  resolve by close }",
     "02 09:00 created\n02 10:00 updated status=pending", "02 18:00",
     "T resolve#1 paused breached due 02 17:00 run 1h paused 7h missed 02 17:00 by s.resolve[1]\n",
     false},
    {"C6 the earlier of limit and cutoff holds",
     "sla s { calendar office  resolve within 8h, by close when created before 12:00\n  resolve "
     "within 8h }",
     "02 11:00 created ticket=A\n02 12:00 created ticket=B", "02 12:00",
     "A resolve#1 running open due 02 17:00 run 1h paused 0s by s.resolve[1]\n"
     "B resolve#1 running open due 03 12:00 run 0s paused 0s by s.resolve[2]\n",
     false},
    {"C6 by a field, on the calendar",
     "ticket { promised : instant? }\n"
     "sla s { calendar office  resolve by promised + 2h when promised is present }",
     "02 09:00 created promised=2026-03-02T16:00:00Z", "02 10:00",
     "T resolve#1 running open due 03 10:00 run 1h paused 0s by s.resolve[1]\n", false},

    /* ---- C7: changed targets ---- */
    {"C7 keep: used up by the change, missed at the change", BY_PRIORITY("changes keep"),
     "02 09:00 created\n02 13:00 updated priority=high", "02 14:00",
     "T resolve#1 running breached due 02 11:00 run 5h paused 0s missed 02 13:00 by "
     "s.resolve.fast\n",
     false},
    {"C7 keep: the new limit meets the time already run", BY_PRIORITY(""),
     "02 09:00 created priority=high\n02 10:00 updated priority=low", "02 12:00",
     "T resolve#1 running open due 02 15:00 run 3h paused 0s by s.resolve.slow\n", false},
    {"C7 keep: a breach that has happened stays", BY_PRIORITY(""),
     "02 09:00 created priority=high\n02 12:00 updated priority=low\n02 13:00 resolved", "02 17:00",
     "T resolve#1 stopped breached due 02 11:00 run 4h paused 0s missed 02 11:00 by "
     "s.resolve.slow\n",
     false},
    {"C7 final: the target at the stop leaves time, the breach is withdrawn",
     BY_PRIORITY("changes final"),
     "02 09:00 created priority=high\n02 12:00 updated priority=low\n02 13:00 resolved", "02 17:00",
     "T resolve#1 stopped met due 02 15:00 run 4h paused 0s by s.resolve.slow\n", false},
    {"C7 final: missed under the final target too", BY_PRIORITY("changes final"),
     "02 09:00 created priority=high\n02 12:00 updated priority=low\n02 16:00 resolved", "02 17:00",
     "T resolve#1 stopped breached due 02 15:00 run 7h paused 0s missed 02 15:00 by "
     "s.resolve.slow\n",
     false},
    {"C7 final: unstopped, the breach is still recorded", BY_PRIORITY("changes final"),
     "02 09:00 created priority=high\n02 12:00 updated priority=low", "02 13:00",
     "T resolve#1 running breached due 02 15:00 run 4h paused 0s missed 02 11:00 by "
     "s.resolve.slow\n",
     false},
    {"C7 pinned: the target at the start holds", BY_PRIORITY("changes pinned"),
     "02 09:00 created priority=high\n02 10:00 updated priority=low", "02 12:00",
     "T resolve#1 running breached due 02 11:00 run 3h paused 0s missed 02 11:00 by "
     "s.resolve.fast\n",
     false},
    {"C7 restart: begins anew", BY_PRIORITY("changes restart"),
     "02 09:00 created\n02 12:00 updated priority=high", "02 13:00",
     "T resolve#1 running open due 02 14:00 run 1h paused 0s by s.resolve.fast\n", false},
    {"C2 a stop in a commit whose new limit is exceeded is a breach at that instant",
     BY_PRIORITY(""), "02 09:00 created\n02 13:00 resolved priority=high", "02 17:00",
     "T resolve#1 stopped breached due 02 11:00 run 4h paused 0s missed 02 13:00 by "
     "s.resolve.fast\n",
     false},
    {"C2 a stop in a commit whose new limit is just reached is met", BY_PRIORITY(""),
     "02 09:00 created\n02 11:00 resolved priority=high", "02 17:00",
     "T resolve#1 stopped met due 02 11:00 run 2h paused 0s by s.resolve.fast\n", false},
    {"C7 a field that no target reads changes nothing", BY_PRIORITY("changes restart"),
     "02 09:00 created\n02 12:00 updated product=x", "02 13:00",
     "T resolve#1 running open due 02 15:00 run 4h paused 0s by s.resolve.slow\n", false},

    /* ---- C2, C8: cycles ---- */
    {"C8 reopening resumes the same cycle", RESOLVE_4H,
     "02 09:00 created\n02 10:00 resolved\n02 12:00 reopened\n02 13:00 resolved", "02 17:00",
     "T resolve#1 stopped met due 02 15:00 run 2h paused 2h by s.resolve[1]\n", false},
    {"C8 a breached cycle stays breached", RESOLVE_4H,
     "02 09:00 created\n02 14:00 resolved\n02 15:00 reopened\n02 16:00 resolved", "02 17:00",
     "T resolve#1 stopped breached due 02 13:00 run 6h paused 1h missed 02 13:00 by s.resolve[1]\n",
     false},
    {"C2 repeats opens a numbered cycle at each start after a stop",
     "sla s { calendar office  next_reply within 1h }",
     "02 09:00 created\n02 09:00 reply by=customer\n02 09:30 reply by=agent\n02 10:00 reply "
     "by=customer\n"
     "02 10:10 reply by=customer\n02 12:00 reply by=agent",
     "02 17:00",
     "T next_reply#1 stopped met due 02 10:00 run 30m paused 0s by s.next_reply[1]\n"
     "T next_reply#2 stopped breached due 02 11:00 run 2h paused 0s missed 02 11:00 by "
     "s.next_reply[1]\n",
     false},
    {"C2 repeats independently runs cycles side by side",
     "clock each { start on reply by customer  stop on reply by agent  repeats independently }\n"
     "sla s { calendar office  each within 1h }",
     "02 09:00 created\n02 09:00 reply by=customer\n02 09:30 reply by=customer\n02 10:15 reply "
     "by=agent",
     "02 17:00",
     "T each#1 stopped breached due 02 10:00 run 1h15m paused 0s missed 02 10:00 by s.each[1]\n"
     "T each#2 stopped met due 02 10:30 run 45m paused 0s by s.each[1]\n",
     false},
    {"C2 restart on a repeating clock ends its cycle and opens the next",
     "sla s { calendar office  update within 30m }",
     "02 09:00 created\n02 09:00 reply by=agent\n02 09:40 reply by=agent\n02 10:00 resolved\n02 "
     "11:00 reply by=agent",
     "02 11:10",
     "T update#1 stopped breached due 02 09:30 run 40m paused 0s missed 02 09:30 by s.update[1]\n"
     "T update#2 stopped met due 02 10:10 run 20m paused 0s by s.update[1]\n"
     "T update#3 running open due 02 11:30 run 10m paused 0s by s.update[1]\n",
     false},
    {"C2 stops and starts in one event: each assignment is a cycle",
     "sla s { calendar office  handle within 2h }",
     "02 09:00 created\n02 09:00 assigned team=a\n02 10:00 assigned team=b\n02 13:00 resolved",
     "02 17:00",
     "T handle#1 stopped met due 02 11:00 run 1h paused 0s by s.handle[1]\n"
     "T handle#2 stopped breached due 02 12:00 run 3h paused 0s missed 02 12:00 by s.handle[1]\n",
     false},
    {"C9 merged is cancelled, not met", RESPOND_1H,
     "02 09:00 created\n02 09:30 merged\n02 10:30 reply by=agent", "02 17:00",
     "T respond#1 cancelled cancelled due 02 10:00 run 30m paused 0s by s.respond[1]\n", false},
    {"C1 run while: starts when it first holds, pauses when it does not",
     "clock busy { run while status is open  stop on resolved }\nsla s { calendar office  busy "
     "within 4h }",
     "02 09:00 created\n02 10:00 updated status=open\n02 11:00 updated status=pending\n02 13:00 "
     "updated status=open",
     "02 13:30", "T busy#1 running open due 02 16:00 run 1h30m paused 2h by s.busy[1]\n", false},
    {"C5 of scenarios: a retroactive start follows the real time",
     "ticket { called : instant? }\n"
     "clock call { start on created from called else created  stop on reply by agent }\n"
     "sla s { calendar office  call within 1h }",
     "02 12:00 created called=2026-03-02T09:30:00Z\n02 12:30 reply by=agent", "02 17:00",
     "T call#1 stopped breached due 02 10:30 run 3h paused 0s missed 02 10:30 by s.call[1]\n",
     false},
    {"E1 a status change and its event are one thing", RESOLVE_4H,
     "02 09:00 created\n02 10:00 updated status=resolved", "02 17:00",
     "T resolve#1 stopped met due 02 13:00 run 1h paused 0s by s.resolve[1]\n", false},
    {"E1 an event sets its field",
     "sla s { calendar office  pause while status is resolved  handle within 8h }",
     "02 09:00 created\n02 09:00 assigned team=a\n02 10:00 resolved\n", "02 11:00",
     "T handle#1 stopped met due 02 17:00 run 1h paused 0s by s.handle[1]\n", false},
    {"E6 blocked follows the ticket it waits for",
     "sla s { calendar office  pause while blocked  resolve within 4h }",
     "02 09:00 created ticket=A\n02 09:00 created ticket=B\n02 10:00 linked ticket=B to=A\n02 "
     "12:00 closed ticket=A",
     "02 12:00",
     "A resolve#1 running open due 02 13:00 run 3h paused 0s by s.resolve[1]\n"
     "B resolve#1 running open due 02 15:00 run 1h paused 2h by s.resolve[1]\n",
     false},

    /* ---- P1, P2, P5: selection ---- */
    {"P2 an exception outranks the list and falls through where no line fits",
     "sla s { calendar office  respond within 4h  resolve within 8h\n"
     "  except freeze when product is \"x\" { resolve within 2h } }",
     "02 09:00 created product=x ticket=A\n02 09:00 created product=y ticket=B", "02 09:00",
     "A respond#1 running open due 02 13:00 run 0s paused 0s by s.respond[1]\n"
     "A resolve#1 running open due 02 11:00 run 0s paused 0s by s.freeze.resolve[1]\n"
     "B respond#1 running open due 02 13:00 run 0s paused 0s by s.respond[1]\n"
     "B resolve#1 running open due 02 17:00 run 0s paused 0s by s.resolve[1]\n",
     false},
    {"P1 no default plan holds: uncovered, no rows",
     RESPOND_1H "\nplan p { sla s }\ndefault plan p when priority is urgent", "02 09:00 created",
     "02 17:00", "", false},
    {"C1 moving to another SLA takes the clock along",
     "sla a { calendar office  applies when team is \"a\"  resolve within 8h }\n"
     "sla b { calendar office  resolve within 3h }\nplan p { sla a, b }\ndefault plan p",
     "02 09:00 created team=a\n02 11:00 assigned team=z", "02 11:30",
     "T resolve#1 running open due 02 12:00 run 2h30m paused 0s by b.resolve[1]\n", false},
    {"C1 coming under an SLA later: as if from the start",
     "sla a { calendar office  applies when priority is urgent  pause while status is pending  "
     "resolve within 3h }\n"
     "plan p { sla a }\ndefault plan p",
     "02 09:00 created\n02 10:00 updated status=pending\n02 11:00 updated status=open\n02 12:00 "
     "updated priority=urgent",
     "02 12:30", "T resolve#1 running open due 02 13:00 run 2h30m paused 1h by a.resolve[1]\n",
     false},
    {"C1 leaving for no SLA cancels",
     "sla a { calendar office  applies when priority is urgent  resolve within 3h }\nplan p { sla "
     "a }\ndefault plan p",
     "02 09:00 created priority=urgent\n02 10:00 updated priority=low", "02 12:00",
     "T resolve#1 cancelled cancelled due 02 12:00 run 1h paused 0s by a.resolve[1]\n", false},
    {"P5 each team's time is measured apart",
     "sla t1 for team \"one\" { calendar office  held within 2h }\nsla t2 for team \"two\" { "
     "calendar office  held within 4h }",
     "02 09:00 created team=one\n02 10:00 assigned team=two\n02 13:00 resolved", "02 17:00",
     "T held#1 stopped met due 02 11:00 run 1h paused 0s by t1.held[1]\n"
     "T held#1 stopped met due 02 14:00 run 3h paused 0s by t2.held[1]\n",
     false},

    /* ---- X1, X2: escalations ---- */
    {"X1 steps before, at and after the deadline",
     "sla s { calendar office  respond within 4h\n"
     "  escalate respond { at 75% notify team \"a\"  at 30m before notify team \"b\"  at breach "
     "notify role \"c\"\n"
     "    at 30m after notify team \"d\"  every 1h after, 2 times notify team \"e\" } }",
     "02 12:00 created", "03 17:00",
     "02 15:00 T notify a 1/0\n02 15:30 T notify b 2/0\n02 16:00 T notify c 3/0\n02 16:30 T notify "
     "d 4/0\n"
     "02 17:00 T notify e 5/0\n03 10:00 T notify e 5/1\n"
     "T respond#1 running breached due 02 16:00 run 13h paused 0s missed 02 16:00 by "
     "s.respond[1]\n",
     false},
    {"X1 a pause holds the steps",
     "sla s { calendar office  pause while status is pending  respond within 4h\n"
     "  escalate respond { at 50% notify team \"a\" } }",
     "02 09:00 created\n02 10:00 updated status=pending\n02 12:00 updated status=open", "02 13:00",
     "02 13:00 T notify a 1/0\nT respond#1 running open due 02 15:00 run 2h paused 2h by "
     "s.respond[1]\n",
     false},
    {"X2 a change of limit fires what it jumps over, in order",
     "sla s { calendar office  resolve within 2h when priority >= high as fast  resolve within 6h "
     "as slow\n"
     "  escalate resolve { at breach notify team \"c\"  at 75% notify team \"b\"  at 50% notify "
     "team \"a\" } }",
     "02 09:00 created\n02 11:30 updated priority=high", "02 12:00",
     "02 11:30 T notify a 3/0\n02 11:30 T notify b 2/0\n02 11:30 T notify c 1/0\n"
     "T resolve#1 running breached due 02 11:00 run 3h paused 0s missed 02 11:30 by "
     "s.resolve.fast\n",
     false},
    {"X1 they end when the clock stops",
     "sla s { calendar office  respond within 1h  escalate respond { every 1h after, 5 times "
     "notify team \"a\" } }",
     "02 09:00 created\n02 11:30 reply by=agent", "02 17:00",
     "02 11:00 T notify a 1/0\n"
     "T respond#1 stopped breached due 02 10:00 run 2h30m paused 0s missed 02 10:00 by "
     "s.respond[1]\n",
     false},
    {"X1 with a cutoff the limit is the time run plus the working time left",
     "sla s { calendar office  resolve by close  escalate resolve { at 50% notify team \"a\" } }",
     "02 11:00 created", "02 15:00",
     "02 14:00 T notify a 1/0\nT resolve#1 running open due 02 17:00 run 4h paused 0s by "
     "s.resolve[1]\n",
     false},
    {"X1 a step before the origin fires at the origin",
     "sla s { calendar office  respond within 1h  escalate respond { at 2h before notify team "
     "\"a\" } }",
     "02 09:00 created", "02 09:10",
     "02 09:00 T notify a 1/0\nT respond#1 running open due 02 10:00 run 10m paused 0s by "
     "s.respond[1]\n",
     false},
    {"E2 a step due at the instant of the stop does not fire",
     "sla s { calendar office  respond within 1h  escalate respond { at 50% notify team \"a\" } }",
     "02 09:00 created\n02 09:30 reply by=agent", "02 17:00",
     "T respond#1 stopped met due 02 10:00 run 30m paused 0s by s.respond[1]\n", false},

    /* ---- X3, X5: rules ---- */
    {"X3 after days without a reply, from the condition if that is later",
     "rule auto_close after 5 days without reply by customer when status is resolved do close",
     "02 09:00 created\n02 10:00 reply by=customer\n03 10:00 resolved\n05 12:00 reply by=customer",
     "12 00:00", "10 12:00 T close 0/0\n", false},
    {"X3 the condition became true later",
     "rule auto_close after 5 days without reply by customer when status is resolved do close",
     "02 09:00 created\n02 10:00 reply by=customer\n03 10:00 resolved", "12 00:00",
     "08 10:00 T close 0/0\n", false},
    {"X3 on an event, if the condition holds",
     "event call_dropped\nrule call_back on call_dropped when priority is urgent do task \"call "
     "back\" within 15m",
     "02 09:00 created\n02 10:00 call_dropped\n02 11:00 updated priority=urgent\n02 12:00 "
     "call_dropped",
     "02 17:00", "02 12:00 T task 0/0\n", false},
    {"X5 in a closed loop an action is an event",
     RESPOND_1H
     "\nrule shut after 2h since created do close\nrule tell on closed do notify team \"t\"",
     "02 09:00 created", "02 12:00",
     "02 11:00 T close 0/0\n02 11:00 T notify t 0/0\n"
     "T respond#1 running breached due 02 10:00 run 3h paused 0s missed 02 10:00 by s.respond[1]\n",
     true},
    {"X5 in a history it is only recorded",
     "rule shut after 2h since created do close\nrule tell on closed do notify team \"t\"",
     "02 09:00 created", "02 12:00", "02 11:00 T close 0/0\n", false},
    {0},
};
