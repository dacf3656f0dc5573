#!/usr/bin/env python3
"""A policy of about N lines on standard output: policy.py [N], as a service provider of that size would write it. Half of
it is SLAs, plans and contracts, which grow with N; the rest, calendars, fields, clocks and rules, is what everyone has."""
import sys

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
ZONES = [("kyiv", "Europe/Kyiv", "ua"), ("berlin", "Europe/Berlin", "de"), ("london", "Europe/London", "gb"),
         ("paris", "Europe/Paris", "fr"), ("newyork", "America/New_York", "us"), ("tokyo", "Asia/Tokyo", "jp")]
PRODUCTS = ["payments", "ledger", "cards", "mobile", "portal", "reports", "terminal", "loans"]

HEAD = """# Made by bench/policy.py: a service provider with customers in six countries.
policy "Made to measure" {
  version   "7"
  effective 2026-01-01
}

use std.clocks
"""

SCHEMA = """
ticket {
  priority : low | normal | high | urgent = normal
  product  : %s
  channel  : email | web | phone | chat | api
  severity : s4 | s3 | s2 | s1
  type     : incident | question | problem | task
  users    : integer?
}

account {
  country : ua | de | gb | fr | us | jp = de
  vip     : boolean = false
}

define is_outage = severity is s1 and type is incident
define is_wide = (users else 0) >= 100
"""

CALENDAR = """
calendar %s {
  zone "%s"
  open mon..thu 08:30-12:30, 13:00-17:30
  open fri 08:30-12:30, 13:00-16:00
  closed on %s
  closed every 12-24 12:00-24:00
  closed every 12-31 12:00-24:00
}
"""

SLA = """
## %s, for customers whose office is in %s.
sla %s {
  calendar %s
  pause while status is pending
  respond within 30m on always when is_outage and account.vip
  targets {
    | priority | severity | respond | resolve     |
    | urgent   | >= s2    | %3dm    | %2dh         |
    | urgent   | s3       | %3dm    | %2dh         |
    | urgent   | s4       | %3dm    | %2dh         |
    | high     | >= s2    | %3dm    | %2dh         |
    | high     | _        | %3dm    | %2dh         |
    | normal   | _        | %3dm    | %2d workdays |
    | low      | _        | %3dm    | %2d workdays |
  }
  escalate respond { at 50%% notify team "first_line"  at 75%% notify team "shift_lead"  at breach notify role "manager" }
  escalate resolve {
    at 50%% notify agent
    at 75%% notify team "shift_lead"
    at breach notify role "manager", set priority to urgent
    every 4h after, 3 times notify role "director"
  }
}
"""

PLAN = """
plan %s {
  sla %s
  quota tickets {
    %d tickets per month
    counts created when type is not question
    beyond without sla
  }
}
"""

CONTRACT = """
contract customer_%d {
  account "acc-%04d", "acc-%04d"
  covers when product in { %s, %s }
  plan %s
  from 2026-01-01 until 2027-01-01
}
"""

RULES = """
rule auto_close after 5 days without reply by customer when status is resolved do close

rule wide on updated when is_wide do notify role "incident_manager"

rule outage on created when is_outage do set priority to urgent
"""


def sla(number):
    zone = ZONES[number % len(ZONES)][0]
    name = "%s_%d" % (zone, number)
    fast = 1 + number % 4
    figures = [15, 4, 20, 6, 30, 8, 45, 12, 60, 16, 120, 2, 240, 5]
    text = SLA % (("Level %d" % fast, zone.capitalize(), name, zone) + tuple(f * fast for f in figures))
    return text + PLAN % ("plan_" + name, name, 10 + number)


def contract(number, plans):
    products = PRODUCTS[number % 8], PRODUCTS[(number * 3 + 1) % 8]
    if products[0] == products[1]:
        products = PRODUCTS[number % 8], PRODUCTS[(number + 1) % 8]
    zone = ZONES[number % plans % len(ZONES)][0]
    return CONTRACT % ((number, 2 * number, 2 * number + 1) + products + ("plan_%s_%d" % (zone, number % plans),))


def main():
    out = HEAD + "".join("use holidays.%s\n" % zone[2] for zone in ZONES)
    out += SCHEMA % " | ".join(PRODUCTS) + "".join(CALENDAR % zone for zone in ZONES)
    rest = LINES - (out + RULES).count("\n")
    slas = max(1, rest * 3 // 4 // sla(0).count("\n"))
    out += "".join(sla(number) for number in range(slas)) + RULES
    number = 0
    while out.count("\n") < LINES - 4:
        out += contract(number, slas)
        number += 1
    sys.stdout.write(out)


main()
