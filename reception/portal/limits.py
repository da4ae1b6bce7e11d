"""How much may one connection do at the citizens' doors, and how often may a number be tried?"""

from accounts.limits import Limit, address_of, give_back, in_minutes, spend

__all__ = ["address_of", "give_back", "in_minutes", "spend"]

# Burst and sustained. They stop programs: a village that shares one connection stays below them.
BEGIN = (Limit("begin", 20, 600), Limit("begin-day", 200, 86400))
TYPE = (Limit("type", 120, 600),)
SAVE = (Limit("save", 600, 600),)
HAND_IN = (Limit("hand-in", 10, 600), Limit("hand-in-day", 100, 86400))
UPLOAD = (Limit("upload", 60, 600), Limit("upload-day", 600, 86400))
ADD = (Limit("add", 10, 600), Limit("add-day", 60, 86400))
PAPER = (Limit("paper", 30, 300),)
WRONG_FOR_NUMBER = (Limit("wrong-number", 5, 900),)
WRONG_FROM_HERE = (Limit("wrong-address", 5, 300),)
