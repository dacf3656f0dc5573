# The statements of tickets agree with the rows of the replay (statement.py).
exec python3 tests/statement.py
