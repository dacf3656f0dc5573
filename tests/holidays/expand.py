#!/usr/bin/env python3
"""Expands the holiday sets of .sla files, independently of the compiler: language.md "Calendars and holidays".

    expand.py FILE… [--from 2015] [--until 2030]    prints `SET DATE NAME`, in order
"""
import re
import sys
from datetime import date, timedelta

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
RULE = re.compile(r'''^\s*(?:every\ (?P<md>\d\d-\d\d)
    |every\ (?P<nth>1st|2nd|3rd|4th|5th|last)\ (?P<wd>[a-z]{3})\ of\ (?P<mon>[a-z]{3})
    |easter(?P<orth>\ orthodox)?(?:\ (?P<sign>[+-])\ (?P<off>\d+))?
    |on\ (?P<date>\d{4}-\d\d-\d\d))
    \s+"(?P<name>[^"]*)"(?:\s+from\ (?P<first>\d{4}))?(?:\s+until\ (?P<last>\d{4}))?
    (?:\s+observed\ (?P<obs>[a-z]{3}\ ->\ [a-z]{3}(?:,\ [a-z]{3}\ ->\ [a-z]{3})*))?\s*$''', re.X)


def easter_western(year):
    """The anonymous Gregorian algorithm (Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def easter_orthodox(year):
    """Meeus' Julian algorithm, as a Gregorian date of 1900-2099 (13 days on)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(13)


def nth_weekday(year, month, nth, weekday):
    if nth == "last":
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (int(nth[0]) - 1))
    return day if day.month == month else None


def fall(rule, year):
    """The date on which a rule falls in a year, before `observed`."""
    if rule["date"]:
        day = date.fromisoformat(rule["date"])
        return day if day.year == year else None
    if year < int(rule["first"] or 0) or year > int(rule["last"] or 9999):
        return None
    if rule["md"]:
        month, day = map(int, rule["md"].split("-"))
        return date(year, month, day) if (month, day) != (2, 29) or year % 4 == 0 else None
    if rule["nth"]:
        return nth_weekday(year, MONTHS.index(rule["mon"]) + 1, rule["nth"], WEEKDAYS.index(rule["wd"]))
    base = easter_orthodox(year) if rule["orth"] else easter_western(year)
    return base + timedelta(int((rule["sign"] or "+") + (rule["off"] or "0")))


def observe(rule, day):
    for move in (rule["obs"] or "").split(", "):
        if move and WEEKDAYS[day.weekday()] == move[:3]:
            ahead = (WEEKDAYS.index(move[-3:]) - day.weekday()) % 7
            return day + timedelta(ahead if ahead <= 3 else ahead - 7)
    return day


def expand(path, first=2015, last=2030):
    """{set: {date: name}} of one file; of two rules on one date the first written names it."""
    sets, current, begun = {}, None, ""
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        text = begun + line.split("#")[0].strip()
        begun = text + " " if text.endswith(",") else ""
        if begun or not text:
            continue
        if text.startswith("holidays "):
            current = sets.setdefault(text.split()[1], {})
        elif text != "}":
            found = RULE.match(text)
            if not found:
                raise SystemExit(f"{path}:{number}: not a rule: {text}")
            rule = found.groupdict()
            for year in range(first - 1, last + 2):
                day = fall(rule, year)
                day = day and observe(rule, day)
                if day and first <= day.year <= last:
                    current.setdefault(day, rule["name"])
    return sets


if __name__ == "__main__":
    for path in sys.argv[1:]:
        for name, days in expand(path).items():
            for day in sorted(days):
                print(name, day, days[day])
