# Random calendars and questions through `slate calendar --batch`, against a plain model in Python (tests/calendar.py).
exec python3 tests/calendar.py "$SLATE" 7
