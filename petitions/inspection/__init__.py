"""What is in a file that a stranger sent? Looked at by a process of its own, without Django and without keys, so that a bomb hurts nothing else.

`python -m petitions.inspection TYPE < file > answer`: one line of JSON, then the bytes of the safe copies, one after another (cell.py reads it).
"""
