"""What Valkey does for us in one piece: Lua scripts and the names of the keys that they use.

Everything of a room: `livehouse:{ROOM}:` and `head` (epoch, offset, and the run of the server that gave them), `events`
(the newest of the stream, each under its offset), `totals`, `parts` (who gave how much of them), `viewers` (in how many
processes each one is) and `in:PROCESS` (the viewers of one). Of the platform: `livehouse:processes`, by the time of
their last sign of life, and `livehouse:rooms-of:PROCESS`.

Room names are made by us and processes are named by `Ids`, so keys need no escaping. One server, or a primary with
replicas; not a cluster, whose scripts may not touch the keys of several rooms.
"""

from typing import Final

PREFIX: Final = "livehouse:"
PROCESSES: Final = f"{PREFIX}processes"
NOTICES: Final = f"{PREFIX}notices"


def room_key(room: str, name: str) -> str:
    """The key of one thing of a room."""
    return f"{PREFIX}{{{room}}}:{name}"


def rooms_of(process: str) -> str:
    """The key of the rooms in which a process has viewers."""
    return f"{PREFIX}rooms-of:{process}"


def room_channel(room: str) -> str:
    """Where a room's events and totals are told."""
    return f"{PREFIX}{{{room}}}"


# A server that was started anew may have lost the newest events, or all of them: another run is another epoch, because
# the same offset must never mean two events. ARGV[1] is the run, ARGV[2] a name for the epoch if one has to begin.
_HEAD: Final = """
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'run')
if not head[1] or head[3] ~= ARGV[1] then
  head = {ARGV[2], 0, ARGV[1]}
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'offset', 0, 'run', ARGV[1])
  redis.call('DEL', KEYS[2])
end
redis.call('EXPIRE', KEYS[1], 604800)
"""

POSITION: Final = _HEAD + "return {head[1], tonumber(head[2])}"

# KEYS: head, events. ARGV from 3 on: most events kept, seconds they are kept, the second when they are too old, the
# channel, then the events. Told together: 'E', the epoch, the first offset, and each event after its length.
PUBLISH: Final = (
    _HEAD
    + """
local told = {'E', head[1], '\\n', tostring(head[2] + 1), '\\n'}
local offset = tonumber(head[2])
for i = 7, #ARGV do
  offset = offset + 1
  redis.call('XADD', KEYS[2], offset .. '-0', 'e', ARGV[i], 't', ARGV[5])
  told[#told + 1] = struct.pack('>I4', #ARGV[i])
  told[#told + 1] = ARGV[i]
end
redis.call('XTRIM', KEYS[2], 'MAXLEN', ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('HSET', KEYS[1], 'offset', offset)
redis.call('PUBLISH', ARGV[6], table.concat(told))
return {head[1], offset - (#ARGV - 7)}
"""
)

# KEYS: head, events. ARGV: epoch, after, until, the second that it is. The entries between, or nothing when they are
# not all there.
HISTORY: Final = """
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset')
local after, til = tonumber(ARGV[2]), tonumber(ARGV[3])
if head[1] ~= ARGV[1] or after < 0 or after > til or til > tonumber(head[2]) then return false end
if after == til then return {} end
local entries = redis.call('XRANGE', KEYS[2], (after + 1) .. '-0', til .. '-0')
if #entries ~= til - after or tonumber(entries[1][2][4]) <= tonumber(ARGV[4]) then return false end
local events = {}
for i, entry in ipairs(entries) do events[i] = entry[2][2] end
return events
"""

# KEYS: head, events. ARGV: epoch, until, how many, the second that it is. The newest, from the newest on.
NEWEST: Final = """
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {} end
local events = {}
for i, entry in ipairs(redis.call('XREVRANGE', KEYS[2], ARGV[2] .. '-0', '-', 'COUNT', ARGV[3])) do
  if tonumber(entry[2][4]) <= tonumber(ARGV[4]) then break end
  events[i] = entry[2][2]
end
return events
"""

# What a room leaves behind when every process dies before it could be forgotten goes by itself. Totals and parts go
# together: parts that were forgotten alone would be counted twice.
_KEEP: Final = """
local function keep()
  redis.call('EXPIRE', KEYS[1], 604800)
  redis.call('EXPIRE', KEYS[2], 604800)
end
"""

# KEYS: totals, parts. ARGV: channel, then part, name and total again and again.
CONTRIBUTE: Final = (
    _KEEP
    + """
local told = {}
for i = 2, #ARGV, 3 do
  local field, name, total = ARGV[i] .. ':' .. ARGV[i + 1], ARGV[i + 1], tonumber(ARGV[i + 2])
  local before = tonumber(redis.call('HGET', KEYS[2], field) or -1)
  if total > before then
    redis.call('HSET', KEYS[2], field, ARGV[i + 2])
    told[name] = redis.call('HINCRBY', KEYS[1], name, total - math.max(before, 0))
  end
end
if next(told) then redis.call('PUBLISH', ARGV[1], 'T' .. cjson.encode(told)) end
keep()
return 1
"""
)

# KEYS: totals, parts, viewers, in:PROCESS, rooms-of:PROCESS, processes. ARGV: channel, room, process, 'whole' or
# 'change', how many come, those who come, those who go. After a whole nobody else is left of this process: that
# somebody went may have been lost on the way. A process that has viewers is known, so that it is missed when it dies;
# 1 says that it was not.
PRESENCE: Final = (
    _KEEP
    + """
local time = redis.call('TIME')
local is_new = redis.call('ZADD', KEYS[6], 'NX', tonumber(time[1]) + tonumber(time[2]) / 1000000, ARGV[3])
local coming = tonumber(ARGV[5])
local function go(viewer)
  if redis.call('SREM', KEYS[4], viewer) == 1 and redis.call('HINCRBY', KEYS[3], viewer, -1) <= 0 then
    redis.call('HDEL', KEYS[3], viewer)
  end
end
local here = {}
for i = 6, #ARGV do
  if i < 6 + coming then
    here[ARGV[i]] = true
    if redis.call('SADD', KEYS[4], ARGV[i]) == 1 then redis.call('HINCRBY', KEYS[3], ARGV[i], 1) end
  else
    go(ARGV[i])
  end
end
if ARGV[4] == 'whole' then
  for _, viewer in ipairs(redis.call('SMEMBERS', KEYS[4])) do
    if not here[viewer] then go(viewer) end
  end
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  redis.call('SADD', KEYS[5], ARGV[2])
else
  redis.call('SREM', KEYS[5], ARGV[2])
end
local viewers = redis.call('HLEN', KEYS[3])
if tostring(viewers) ~= redis.call('HGET', KEYS[1], 'viewers') then
  redis.call('HSET', KEYS[1], 'viewers', viewers)
  redis.call('PUBLISH', ARGV[1], 'T' .. cjson.encode({viewers = viewers}))
end
keep()
return is_new
"""
)

# KEYS: processes. ARGV: prefix, this process or '', seconds after which a silent one is dead, a process that leaves or
# ''. Says whether this process was known; the viewers of the dead are counted out.
BEAT: Final = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local was_known = 1
if ARGV[2] ~= '' then
  was_known = redis.call('ZSCORE', KEYS[1], ARGV[2]) and 1 or 0
  redis.call('ZADD', KEYS[1], now, ARGV[2])
end
local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))
if ARGV[4] ~= '' then dead[#dead + 1] = ARGV[4] end
for _, process in ipairs(dead) do
  redis.call('ZREM', KEYS[1], process)
  local rooms = ARGV[1] .. 'rooms-of:' .. process
  for _, room in ipairs(redis.call('SMEMBERS', rooms)) do
    local key = ARGV[1] .. '{' .. room .. '}:'
    for _, viewer in ipairs(redis.call('SMEMBERS', key .. 'in:' .. process)) do
      if redis.call('HINCRBY', key .. 'viewers', viewer, -1) <= 0 then redis.call('HDEL', key .. 'viewers', viewer) end
    end
    redis.call('DEL', key .. 'in:' .. process)
    if redis.call('EXISTS', key .. 'totals') == 1 then
      local viewers = redis.call('HLEN', key .. 'viewers')
      redis.call('HSET', key .. 'totals', 'viewers', viewers)
      redis.call('PUBLISH', ARGV[1] .. '{' .. room .. '}', 'T' .. cjson.encode({viewers = viewers}))
    end
  end
  redis.call('DEL', rooms)
end
return was_known
"""

# KEYS: the totals of rooms. A list for each: name, total, name, total …
TOTALS: Final = """
local found = {}
for i, key in ipairs(KEYS) do
  found[i] = redis.call('HGETALL', key)
end
return found
"""

ALL: Final = (POSITION, PUBLISH, HISTORY, NEWEST, CONTRIBUTE, PRESENCE, BEAT, TOTALS)
