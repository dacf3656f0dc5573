"""Policies twice: as `.sla` text for the product and as Python data for the model. `weights` says which events a history has."""
from datetime import date

from calendar_model import Calendar, HOUR, union
from model import ALWAYS, Target, any_of, becomes, changes, event, reply, rises

MINUTE = HOUR // 60
WORK = ["mon", "tue", "wed", "thu", "fri"]
week = lambda hours, days=WORK: {d: hours for d in days}
waiting = lambda f: f["status"] in ("pending", "on_hold")
at_least = lambda level: lambda f: ["low", "normal", "high", "urgent"].index(f["priority"]) >= level
is_ = lambda field, value: lambda f: f[field] == value

OFFICE_TEXT = '''calendar office {
  zone "Europe/Kyiv"
  open mon..fri 09:00-18:00
}
'''
OFFICE = Calendar("Europe/Kyiv", week(["09:00-18:00"]))

SHOP_TEXT = '''calendar shop {
  zone "Europe/Kyiv"
  open mon..fri 09:00-13:00, 14:00-18:00
  open sat 10:00-14:00
  closed on 2026-03-09, 2026-04-13..2026-04-14
  closed on 2026-03-06 13:00-24:00
  open on 2026-03-29 00:00-06:00
}
'''
SHOP = Calendar("Europe/Kyiv", dict(week(["09:00-13:00", "14:00-18:00"]), sat=["10:00-14:00"]),
                opened={date(2026, 3, 29): ["00:00-06:00"]}, closed=[date(2026, 3, 9), date(2026, 4, 13), date(2026, 4, 14)],
                cuts={date(2026, 3, 6): ["13:00-24:00"]})

NIGHT_TEXT = '''calendar night {
  zone "America/New_York"
  open mon..sun 22:00-06:00
}
'''
NIGHT = Calendar("America/New_York", week(["22:00-06:00"], ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))

ROUND_TEXT = '''calendar allday {
  zone "Europe/Berlin"
  open mon..sun 00:00-24:00
}
'''
ROUND = Calendar("Europe/Berlin", week(["00:00-24:00"], ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))

PLAN = '''plan base { sla %s }
default plan base
'''

RESPOND = {"start": event("created"), "stop": reply("agent")}
RESOLVE = {"start": event("created"), "stop": event("resolved"), "resume": event("reopened")}
CLOCKS_TEXT = '''clock respond {
  start on created
  stop on reply by agent
}
clock resolve {
  start on created
  stop on resolved
  resume on reopened
}
'''
BASIC_EVENTS = {"priority": 3, "status": 5, "reply": 3, "resolved": 2, "reopened": 2, "note": 1}

CASES = {}

CASES["basic"] = dict(
    text=SHOP_TEXT + CLOCKS_TEXT + '''sla main {
  calendar shop
  pause while status in { pending, on_hold }
  respond within 1h when priority >= high
  respond within 2h30m
  resolve within 4h when priority is urgent as fast
  resolve within 6h when priority is high
  resolve within 12h
  escalate resolve {
    at 33% notify team "a"
    at 75% notify team "b"
    at 30m before notify agent
    at breach notify role "manager"
    at 30m after notify role "director"
    every 2h after, 3 times notify role "director" when priority is urgent
  }
  escalate respond {
    at 50% notify agent
    at breach notify role "manager"
  }
}
''' + PLAN % "main",
    calendars={"shop": SHOP}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("shop", None)], pause=waiting,
               lines=[("respond", Target(HOUR), at_least(2)), ("respond", Target(150 * MINUTE), None),
                      ("resolve", Target(4 * HOUR), is_("priority", "urgent")),
                      ("resolve", Target(6 * HOUR), is_("priority", "high")), ("resolve", Target(12 * HOUR), None)],
               escalate={"resolve": [("percent", 33, None), ("percent", 75, None), ("before", 30 * MINUTE, None),
                                     ("breach", None), ("after", 30 * MINUTE, None),
                                     ("every", 2 * HOUR, 3, is_("priority", "urgent"))],
                         "respond": [("percent", 50, None), ("breach", None)]})],
    weights=BASIC_EVENTS)

CASES["night"] = dict(
    text=NIGHT_TEXT + '''clock next_reply {
  start on reply by customer
  stop on reply by agent, resolved
  repeats
}
clock update {
  start on reply by agent
  restart on reply by agent
  stop on resolved
  repeats
}
clock handle {
  start on assigned
  stop on assigned, resolved
  repeats
}
clock held {
  start on created, assigned
  stop on assigned, resolved
  repeats
}
sla main {
  calendar night
  pause while status is on_hold
  next_reply within 3h when priority >= high
  next_reply within 5h
  update within 8h
  handle within 10h
  held untimed
  escalate next_reply {
    at 50% notify agent
    at breach notify agent
  }
}
''' + PLAN % "main",
    calendars={"night": NIGHT},
    clocks={"next_reply": dict(start=reply("customer"), stop=any_of(reply("agent"), event("resolved")), repeats=True),
            "update": dict(start=reply("agent"), restart=reply("agent"), stop=event("resolved"), repeats=True),
            "handle": dict(start=event("assigned"), stop=event("assigned", "resolved"), repeats=True),
            "held": dict(start=event("created", "assigned"), stop=event("assigned", "resolved"), repeats=True)},
    slas=[dict(name="main", calendars=[("night", None)], pause=is_("status", "on_hold"),
               lines=[("next_reply", Target(3 * HOUR), at_least(2)), ("next_reply", Target(5 * HOUR), None),
                      ("update", Target(8 * HOUR), None), ("handle", Target(10 * HOUR), None), ("held", Target(), None)],
               escalate={"next_reply": [("percent", 50, None), ("breach", None)]})],
    weights={"priority": 2, "status": 3, "reply": 6, "assigned": 3, "resolved": 1, "reopened": 2})

CASES["independent"] = dict(
    text=OFFICE_TEXT + '''clock ask {
  start on reply by customer
  stop on reply by agent
  repeats independently
}
sla main {
  calendar office
  pause while status in { pending, on_hold }
  ask within 4h when priority >= high
  ask within 9h
  escalate ask { at 80% notify agent  at breach notify agent }
}
''' + PLAN % "main",
    calendars={"office": OFFICE},
    clocks={"ask": dict(start=reply("customer"), stop=reply("agent"), repeats="independently")},
    slas=[dict(name="main", calendars=[("office", None)], pause=waiting,
               lines=[("ask", Target(4 * HOUR), at_least(2)), ("ask", Target(9 * HOUR), None)],
               escalate={"ask": [("percent", 80, None), ("breach", None)]})],
    weights={"priority": 2, "status": 3, "reply": 6})

CASES["cap"] = dict(
    text=SHOP_TEXT + CLOCKS_TEXT + '''sla main {
  calendar shop
  pause while status in { pending, on_hold } at most 5h
  respond within 2h
  resolve within 8h when priority >= high
  resolve within 16h
  escalate resolve { at 50% notify agent  at breach notify agent  at 1h after notify agent }
}
''' + PLAN % "main",
    calendars={"shop": SHOP}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("shop", None)], pause=waiting, pause_cap=5 * HOUR,
               lines=[("respond", Target(2 * HOUR), None), ("resolve", Target(8 * HOUR), at_least(2)),
                      ("resolve", Target(16 * HOUR), None)],
               escalate={"resolve": [("percent", 50, None), ("breach", None), ("after", HOUR, None)]})],
    weights={"priority": 2, "status": 6, "reply": 2, "resolved": 1})

CASES["periods"] = dict(
    text=SHOP_TEXT + '''clock a { start on created  stop on resolved  resume on reopened }
clock b { start on created  stop on resolved  resume on reopened }
clock c { start on created  stop on resolved  resume on reopened }
clock d { start on created  stop on resolved  resume on reopened }
sla main {
  calendar shop
  pause while status in { pending, on_hold }
  a within 1 workday when priority >= high
  a within 3 workdays
  b within 2 calendar days when priority >= high
  b within 5 calendar days
  c within 1 week
  d within 1 month
  escalate a { at 50% notify agent  at 2h before notify agent  at breach notify agent }
}
''' + PLAN % "main",
    calendars={"shop": SHOP}, clocks={c: RESOLVE for c in "abcd"},
    slas=[dict(name="main", calendars=[("shop", None)], pause=waiting,
               lines=[("a", Target(("workdays", 1)), at_least(2)), ("a", Target(("workdays", 3)), None),
                      ("b", Target(("days", 2)), at_least(2)), ("b", Target(("days", 5)), None),
                      ("c", Target(("weeks", 1)), None), ("d", Target(("months", 1)), None)],
               escalate={"a": [("percent", 50, None), ("before", 2 * HOUR, None), ("breach", None)]})],
    weights=BASIC_EVENTS)

CASES["cutoffs"] = dict(
    text=SHOP_TEXT + '''clock a { start on created  stop on resolved  resume on reopened }
clock b { start on created  stop on resolved  resume on reopened }
clock c { start on created  stop on resolved  resume on reopened }
clock d { start on created  stop on resolved  resume on reopened }
clock e { start on created  stop on resolved  resume on reopened }
sla main {
  calendar shop
  pause while status in { pending, on_hold }
  a by close
  b by 17:00
  c by close 2 workdays later
  d by 12:00 next workday
  e within 4h, by close when priority >= high
  e within 9h
  escalate e { at 50% notify agent  at 1h before notify agent }
}
''' + PLAN % "main",
    calendars={"shop": SHOP}, clocks={c: RESOLVE for c in "abcde"},
    slas=[dict(name="main", calendars=[("shop", None)], pause=waiting,
               lines=[("a", Target(cutoff=("close", 0)), None), ("b", Target(cutoff=("time", 1020)), None),
                      ("c", Target(cutoff=("close", 2)), None), ("d", Target(cutoff=("next", 720)), None),
                      ("e", Target(4 * HOUR, ("close", 0)), at_least(2)), ("e", Target(9 * HOUR), None)],
               escalate={"e": [("percent", 50, None), ("before", HOUR, None)]})],
    weights=BASIC_EVENTS)

CASES["run_while"] = dict(
    text=ROUND_TEXT + '''clock work { run while status is open  stop on resolved }
clock watch {
  start on created
  pause while priority is low
  restart on priority rises
  cancel on team changes
  stop on status becomes closed
}
sla main {
  calendar allday
  pause while status is on_hold
  work within 20h
  watch within 30h
  escalate work { at 90% notify agent  at breach notify agent }
}
''' + PLAN % "main",
    calendars={"allday": ROUND},
    clocks={"work": dict(run=is_("status", "open"), stop=event("resolved")),
            "watch": dict(start=event("created"), pause=is_("priority", "low"), restart=rises(),
                          cancel=changes("team"), stop=becomes("status", "closed"))},
    slas=[dict(name="main", calendars=[("allday", None)], pause=is_("status", "on_hold"),
               lines=[("work", Target(20 * HOUR), None), ("watch", Target(30 * HOUR), None)],
               escalate={"work": [("percent", 90, None), ("breach", None)]})],
    weights={"priority": 4, "status": 6, "team": 1, "resolved": 1, "closed": 1}, span=5)

for mode in ("restart", "pinned", "final"):
    CASES["changes_" + mode] = dict(
        text=OFFICE_TEXT + CLOCKS_TEXT + f'''sla main {{
  calendar office
  pause while status in {{ pending, on_hold }}
  respond within 2h
  resolve within 3h when priority >= high
  resolve within 9h
  changes {mode}
}}
''' + PLAN % "main",
        calendars={"office": OFFICE}, clocks={"respond": RESPOND, "resolve": dict(RESOLVE, resume=None)},
        slas=[dict(name="main", calendars=[("office", None)], pause=waiting, changes=mode, reads={"resolve": ["priority"]},
                   lines=[("respond", Target(2 * HOUR), None), ("resolve", Target(3 * HOUR), at_least(2)),
                          ("resolve", Target(9 * HOUR), None)])],
        weights={"priority": 4, "status": 3, "reply": 2, "resolved": 2})
    CASES["changes_" + mode]["text"] = CASES["changes_" + mode]["text"].replace("  resume on reopened\n", "")

# Open: a limit reached at a closing and a stop before the next opening is a breach (C4), as without `final`.
CASES["changes_final"]["open"] = True

CASES["choices"] = dict(
    text=OFFICE_TEXT + NIGHT_TEXT + '''ticket { parts : integer = 1 }
clock respond { start on created  stop on reply by agent }
clock resolve { start on created  stop on resolved  resume on reopened }
sla main {
  calendar office
  pause while status in { pending, on_hold }
  targets {
    | priority | type        | respond | resolve   |
    | >= high  | incident    | 1h      | 4h        |
    | >= high  | _           | 2h      | 8h        |
    | low      | _           | untimed | untimed   |
    | _        | _           | 3h      | 6h        |
  }
  except parts when parts > 1 { resolve within 3h * parts }
  except nightly when type is problem { respond within 5h on night }
}
''' + PLAN % "main",
    calendars={"office": OFFICE, "night": NIGHT}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    fields={"parts": 1},
    slas=[dict(name="main", calendars=[("office", None)], pause=waiting,
               excepts=[("parts", lambda f: f["parts"] > 1, [("resolve", lambda f: Target(3 * HOUR * f["parts"]), None)]),
                        ("nightly", is_("type", "problem"), [("respond", Target(5 * HOUR, calendar="night"), None)])],
               lines=[("respond", Target(HOUR), lambda f: at_least(2)(f) and f["type"] == "incident"),
                      ("respond", Target(2 * HOUR), at_least(2)), ("respond", Target(), is_("priority", "low")),
                      ("respond", Target(3 * HOUR), None),
                      ("resolve", Target(4 * HOUR), lambda f: at_least(2)(f) and f["type"] == "incident"),
                      ("resolve", Target(8 * HOUR), at_least(2)), ("resolve", Target(), is_("priority", "low")),
                      ("resolve", Target(6 * HOUR), None)])],
    weights={"priority": 4, "status": 3, "reply": 2, "resolved": 1, "reopened": 2, "type": 3, "parts": 2})

CASES["moves"] = dict(
    text=OFFICE_TEXT + ROUND_TEXT + CLOCKS_TEXT + '''sla vip {
  calendar allday
  applies when priority is urgent
  pause while status is pending
  respond within 1h
  resolve within 5h
}
sla standard {
  calendar office
  pause while status in { pending, on_hold }
  respond within 4h
  resolve within 10h
}
''' + PLAN % "vip, standard",
    calendars={"office": OFFICE, "allday": ROUND}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    slas=[dict(name="vip", calendars=[("allday", None)], applies=is_("priority", "urgent"), pause=is_("status", "pending"),
               lines=[("respond", Target(HOUR), None), ("resolve", Target(5 * HOUR), None)]),
          dict(name="standard", calendars=[("office", None)], pause=waiting,
               lines=[("respond", Target(4 * HOUR), None), ("resolve", Target(10 * HOUR), None)])],
    weights={"priority": 5, "status": 4, "reply": 1, "resolved": 1, "reopened": 2})

# Open: a step fires once a cycle (X2), also where the ticket leaves its SLA and comes back.
CASES["moves_steps"] = dict(
    CASES["moves"], open=True,
    text=CASES["moves"]["text"].replace("  resolve within 5h\n", "  resolve within 5h\n"
                                        "  escalate resolve { at 50% notify agent  at breach notify agent }\n"),
    slas=[dict(CASES["moves"]["slas"][0], escalate={"resolve": [("percent", 50, None), ("breach", None)]}),
          CASES["moves"]["slas"][1]])

TORONTO = Calendar("America/Toronto", week(["09:00-17:00"]))
CASES["union"] = dict(
    text=OFFICE_TEXT + '''calendar toronto { zone "America/Toronto"  open mon..fri 09:00-17:00 }
calendar both { union office, toronto }
''' + CLOCKS_TEXT + '''sla main {
  calendar toronto when team is "toronto"
  calendar office when team is "kyiv"
  calendar both
  pause while status in { pending, on_hold }
  respond within 2h on both
  resolve within 10h
}
''' + PLAN % "main",
    calendars={"office": OFFICE, "toronto": TORONTO, "both": union("Europe/Kyiv", OFFICE, TORONTO)},
    clocks={"respond": RESPOND, "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("toronto", is_("team", "toronto")), ("office", is_("team", "kyiv")), ("both", None)],
               pause=waiting, lines=[("respond", Target(2 * HOUR, calendar="both"), None), ("resolve", Target(10 * HOUR), None)])],
    weights={"team": 4, "status": 3, "reply": 1, "resolved": 1, "reopened": 2}, teams=["toronto", "kyiv", "manila"])

CASES["blocked"] = dict(
    text=OFFICE_TEXT + CLOCKS_TEXT + '''sla main {
  calendar office
  pause while blocked
  respond within 2h
  resolve within 8h
}
''' + PLAN % "main",
    calendars={"office": OFFICE}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("office", None)], pause=lambda f: f["blocked"],
               lines=[("respond", Target(2 * HOUR), None), ("resolve", Target(8 * HOUR), None)])],
    weights={"linked": 4, "unlinked": 2, "closed": 2, "reopened": 3, "resolved": 1, "reply": 1, "merged": 1})

CASES["team"] = dict(
    text=OFFICE_TEXT + SHOP_TEXT + '''clock handle { start on assigned  stop on assigned, resolved  repeats }
clock resolve { start on created  stop on resolved  resume on reopened }
sla main {
  calendar office
  resolve within 16h
}
sla tier2 for team "tier2" {
  calendar shop
  pause while status is on_hold
  handle within 3h when priority >= high
  handle within 6h
}
''' + PLAN % "main",
    calendars={"office": OFFICE, "shop": SHOP},
    clocks={"handle": dict(start=event("assigned"), stop=event("assigned", "resolved"), repeats=True), "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("office", None)], lines=[("resolve", Target(16 * HOUR), None)]),
          dict(name="tier2", team="tier2", calendars=[("shop", None)], pause=is_("status", "on_hold"),
               lines=[("handle", Target(3 * HOUR), at_least(2)), ("handle", Target(6 * HOUR), None)])],
    weights={"assigned": 6, "status": 3, "priority": 3, "resolved": 1, "reopened": 2}, teams=["tier1", "tier2"])

CASES["silence"] = dict(
    text=OFFICE_TEXT + CLOCKS_TEXT + '''sla main {
  calendar office
  respond within 2h
  resolve within 8h
}
rule nudge
  after 2 days without reply by customer
  when status in { pending, resolved }
  do notify customer
rule chase
  after 3 workdays on office without reply by agent
  when status is open
  do notify agent
''' + PLAN % "main",
    calendars={"office": OFFICE}, clocks={"respond": RESPOND, "resolve": RESOLVE},
    rules=[dict(name="nudge", without=reply("customer"), after=("days", 2), when=lambda f: f["status"] in ("pending", "resolved")),
           dict(name="chase", without=reply("agent"), after=("workdays", 3), when=is_("status", "open"))],
    slas=[dict(name="main", calendars=[("office", None)],
               lines=[("respond", Target(2 * HOUR), None), ("resolve", Target(8 * HOUR), None)])],
    weights={"status": 5, "reply": 4, "resolved": 2, "reopened": 2}, span=8)

CASES["fields"] = dict(
    text=SHOP_TEXT + '''ticket {
  began    : instant?
  promised : instant?
}
clock respond { start on created from began else created  stop on reply by agent }
clock resolve { start on created  stop on resolved  resume on reopened }
sla main {
  calendar shop
  pause while status in { pending, on_hold }
  respond within 4h
  resolve by promised + 2h when promised is present and priority >= high
  resolve within 9h, by promised when promised is present
  resolve within 9h
}
''' + PLAN % "main",
    calendars={"shop": SHOP}, fields={"began": None, "promised": None},
    clocks={"respond": dict(RESPOND, **{"from": lambda f: f["began"] if f["began"] is not None else f["created"]}),
            "resolve": RESOLVE},
    slas=[dict(name="main", calendars=[("shop", None)], pause=waiting,
               lines=[("respond", Target(4 * HOUR), None),
                      ("resolve", lambda f: Target(cutoff=("at", f["promised"], 2 * HOUR)),
                       lambda f: f["promised"] is not None and at_least(2)(f)),
                      ("resolve", lambda f: Target(9 * HOUR, ("at", f["promised"], 0)), lambda f: f["promised"] is not None),
                      ("resolve", Target(9 * HOUR), None)])],
    weights={"promised": 3, "priority": 3, "status": 3, "reply": 2, "resolved": 2, "reopened": 2})
