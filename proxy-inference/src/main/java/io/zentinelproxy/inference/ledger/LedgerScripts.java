package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.core.script.Script;
import java.util.List;

/**
 * The programs that Redis runs: one reserves, one settles or releases, one looks. Nobody else is served meanwhile.
 *
 * <p>An account is a hash, and its open reservations a sorted set beside it, by the end of their leases, each as {@code id|amount}. Whoever
 * comes to an account first takes out of that set what has run out: so nothing is given back twice, and nobody has to look for processes
 * that have died. All time is Redis's own. Windows count as {@link Account} and its kinds do; numbers are exact to 2^53. A question that is
 * asked twice, as its connection broke, is answered twice and done once.
 *
 * <p>Keys: the account and its set for each claim; then the mark of what has ended and the stream of entries, for what ends. Arguments: the
 * time for tests or 0, the lease in ms, the id, and for each claim what {@link LedgerQuestion} says.
 */
final class LedgerScripts {
    private static final String ACCOUNTS = """
            local now = tonumber(ARGV[1])
            if now == 0 then
              local time = redis.call('TIME')
              now = time[1] * 1000 + math.floor(time[2] / 1000)
            end
            local lease, id = tonumber(ARGV[2]), ARGV[3]
            local CLAIM, BUSY, NEVER = 9, 1000, 9007199254740992
            local PATIENCE, MOST_ALERTS, P = 30000, 16, string.byte('p')

            local function month(ms)
              local z = math.floor(ms / 86400000) + 719468
              local era = math.floor(z / 146097)
              local doe = z - era * 146097
              local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
              local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
              local mp = math.floor((5 * doy + 2) / 153)
              local m = mp < 10 and mp + 3 or mp - 9
              local y = yoe + era * 400 + (m <= 2 and 1 or 0)
              return y * 12 + m - 1
            end
            local function first(index)
              local y, m = math.floor(index / 12), index % 12 + 1
              if m <= 2 then y = y - 1 end
              local era = math.floor(y / 400)
              local yoe = y - era * 400
              local doy = math.floor((153 * (m > 2 and m - 3 or m + 9) + 2) / 5)
              local doe = yoe * 365 + math.floor(yoe / 4) - math.floor(yoe / 100) + doy
              return (era * 146097 + doe - 719468) * 86400000
            end
            local function turn(unit, ms)
              if unit == 'MONTH' then return month(ms) end
              return math.floor(ms / (unit == 'HOUR' and 3600000 or 86400000))
            end
            local function turnEnd(unit, index)
              if unit == 'MONTH' then return first(index + 1) end
              return (index + 1) * (unit == 'HOUR' and 3600000 or 86400000)
            end

            local function number(text) return tonumber(text or '0') end

            local function remaining(a)
              if a.kind == 'bucket' then return math.floor((a.burst * a.unit - a.owed) / a.unit) end
              return a.most + a.carried - a.used - a.held
            end

            local function charge(a, reserved, used, since)
              if a.kind == 'bucket' then
                local before, after = reserved * a.unit, used * a.unit
                if after >= before then
                  a.owed = a.owed + after - before
                else
                  local paid = math.max(0, a.now - since) * a.rate
                  a.owed = math.max(0, a.owed - math.max(0, before - math.max(after, paid)))
                end
              else
                a.used = a.used + used
                a.touched = 1
                if a.kind == 'rolling' and used > 0 then
                  a.slots[a.slot] = (a.slots[a.slot] or 0) + used
                end
              end
            end

            local function giveBack(a, member, score)
              local amount = tonumber(string.match(member, '|(%d+)$'))
              redis.call('ZREM', a.open, member)
              a.held = math.max(0, a.held - amount)
              a.changed = true
              charge(a, amount, 0, score - lease)
            end

            local loaded = {}
            local function load(i)
              local key = KEYS[2 * i - 1]
              if loaded[key] then return loaded[key] end
              local at = 3 + (i - 1) * CLAIM
              local a = {key = key, open = KEYS[2 * i], kind = ARGV[at + 2], most = tonumber(ARGV[at + 3]),
                  extra = tonumber(ARGV[at + 4]), rollover = tonumber(ARGV[at + 5]), enforced = ARGV[at + 6] == '1',
                  x = ARGV[at + 7], y = tonumber(ARGV[at + 8]), z = tonumber(ARGV[at + 9]), wanted = 0, fields = {}, alerts = {}}
              local flat = redis.call('HGETALL', key)
              for n = 1, #flat, 2 do
                a.fields[flat[n]] = flat[n + 1]
                if string.byte(flat[n]) == P then a.alerts[flat[n]] = flat[n + 1] end
              end
              local f = a.fields
              a.now = math.max(now, number(f.now))
              a.held = number(f.held)
              a.used, a.carried, a.touched, a.owed = 0, 0, number(f.touched), 0
              a.window = a.kind == 'bucket' and a.kind or a.kind .. a.x
              local same = f.window == a.window
              if a.kind == 'bucket' then
                a.rate, a.unit, a.burst = tonumber(a.x), a.y, a.z
                if same then
                  a.owed = number(f.owed)
                  if number(f.unit) ~= a.unit then a.owed = math.ceil(a.owed / number(f.unit) * a.unit) end
                  a.owed = math.max(0, a.owed - (a.now - number(f.now)) * a.rate)
                end
              elseif a.kind == 'calendar' then
                a.index = turn(a.x, a.now)
                a.ending = turnEnd(a.x, a.index)
                if same then
                  local turns = a.index - number(f.index)
                  a.used, a.carried = number(f.used), number(f.carried)
                  if turns > 0 then
                    local left = math.max(0, a.most + a.carried - a.used) + (turns - 1) * a.most
                    a.carried = a.rollover >= 0 and a.touched == 1 and math.min(a.rollover, left) or 0
                    a.used = 0
                  end
                end
              else
                a.slotMillis, a.slots = tonumber(a.x), {}
                a.slot = math.floor(a.now / a.slotMillis)
                if same then
                  for name, value in pairs(f) do
                    local slot = tonumber(string.match(name, '^s(%d+)$'))
                    if slot and slot >= a.slot - 60 then
                      a.slots[slot] = tonumber(value)
                      a.used = a.used + a.slots[slot]
                    end
                  end
                end
              end
              for _, run in ipairs({redis.call('ZRANGEBYSCORE', a.open, '-inf', a.now, 'WITHSCORES', 'LIMIT', 0, 200)}) do
                for n = 1, #run, 2 do giveBack(a, run[n], tonumber(run[n + 1])) end
              end
              loaded[key] = a
              return a
            end

            local function freed(a, wanted)
              local sum, last = 0, 0
              for slot = a.slot - 60, a.slot do
                if a.slots[slot] then
                  sum = sum + a.slots[slot]
                  last = (slot + 61) * a.slotMillis - a.now
                end
                if sum >= wanted and last > 0 then return last end
              end
              return last == 0 and BUSY or last
            end

            local function wait(a, amount)
              if a.kind == 'bucket' then
                if amount > a.burst + a.extra then return NEVER end
                return math.max(0, math.ceil(((amount - a.extra) * a.unit - (a.burst * a.unit - a.owed)) / a.rate))
              end
              if a.kind == 'calendar' then
                if amount <= a.most + a.carried + a.extra - a.used then return math.min(BUSY, a.ending - a.now) end
                return amount <= a.most + a.extra and a.ending - a.now or NEVER
              end
              if amount > a.most + a.extra then return NEVER end
              local missing = amount - a.extra - remaining(a)
              return missing <= a.held and math.min(BUSY, freed(a, missing)) or freed(a, missing)
            end

            local function reset(a)
              if a.kind == 'bucket' then return math.ceil(a.owed / a.rate) end
              if a.kind == 'calendar' then return a.ending - a.now end
              return a.used == 0 and 0 or freed(a, a.used)
            end

            local function save(a)
              local fields = {'now', a.now, 'held', a.held, 'window', a.window}
              local function put(name, value)
                fields[#fields + 1] = name
                fields[#fields + 1] = value
              end
              local life = lease
              if a.kind == 'bucket' then
                put('owed', a.owed)
                put('unit', a.unit)
                life = life + math.ceil(a.owed / a.rate)
              elseif a.kind == 'calendar' then
                put('index', a.index)
                put('used', a.used)
                put('carried', a.carried)
                put('touched', a.touched)
                life = life + a.ending - a.now + (a.rollover >= 0 and 62 * 86400000 or 0)
              else
                for slot, value in pairs(a.slots) do put('s' .. string.format('%d', slot), value) end
                life = life + a.slotMillis * 62
              end
              for name, value in pairs(a.alerts) do put(name, value) end
              redis.call('DEL', a.key)
              redis.call('HSET', a.key, unpack(fields))
              redis.call('PEXPIRE', a.key, life + 1000)
              redis.call('PEXPIRE', a.open, life + 60000)
            end

            local function told(a) return a.kind == 'bucket' and math.ceil(a.owed / a.unit) or a.used end
            """;

    /**
     * Behind the claims there is the mark: what has been released already, as nobody knew whether it was reserved, is not reserved any more.
     * Answers 1 or 0, the time, and for each claim: enough, remaining, ms to wait, ms until all is there. Behind that, for each account whose
     * alert somebody was to tell, and has not told for {@code PATIENCE}: the number of the claim, the name of the alert, and what was used
     * before and after.
     */
    static final Script RESERVE = new Script("reserve", ACCOUNTS + """
            local claims, mark = (#ARGV - 3) / CLAIM, KEYS[#KEYS]
            local all, repeated, enough = true, redis.call('EXISTS', mark) == 1, {}
            for i = 1, claims do
              local at = 3 + (i - 1) * CLAIM
              local a, amount = load(i), tonumber(ARGV[at + 1])
              repeated = repeated or redis.call('ZSCORE', a.open, id .. '.' .. i .. '|' .. ARGV[at + 1]) and true
              enough[i] = amount == 0 or remaining(a) - a.wanted + a.extra >= amount
              a.wanted = a.wanted + amount
              all = all and (enough[i] or not a.enforced)
            end
            local answer = {(all or repeated) and 1 or 0, now}
            for i = 1, claims do
              local at = 3 + (i - 1) * CLAIM
              local a, amount = load(i), tonumber(ARGV[at + 1])
              if all and not repeated then
                redis.call('ZADD', a.open, now + lease, id .. '.' .. i .. '|' .. ARGV[at + 1])
                a.held = a.held + amount
                a.touched = 1
                if a.kind == 'bucket' then a.owed = a.owed + amount * a.unit end
              end
            end
            for i = 1, claims do
              local a, amount = load(i), tonumber(ARGV[3 + (i - 1) * CLAIM + 1])
              local had = enough[i] or repeated
              answer[#answer + 1] = had and 1 or 0
              answer[#answer + 1] = remaining(a)
              answer[#answer + 1] = had and 0 or wait(a, amount)
              answer[#answer + 1] = reset(a)
            end
            for i = 1, claims do
              local a = load(i)
              for name, value in pairs(a.alerts) do
                local before, after, till = string.match(value, '^(%d+):(%d+):(%d+)$')
                if tonumber(till) <= now then
                  a.alerts[name] = before .. ':' .. after .. ':' .. string.format('%d', now + PATIENCE)
                  a.changed = true
                  answer[#answer + 1] = i
                  answer[#answer + 1] = name
                  answer[#answer + 1] = tonumber(before)
                  answer[#answer + 1] = tonumber(after)
                end
              end
            end
            for _, a in pairs(loaded) do
              if all or a.changed then save(a) end
            end
            return answer
            """);

    /**
     * Behind the claims, whose amounts are what was reserved: {@code s} or {@code r}, how long the mark is kept in ms, how many entries are,
     * what was used for each claim, from which amounts on the thresholds of each are crossed, with commas, and the names and values of the
     * entry. Answers 1 or 0, whether it was done now, and for each claim what was used before and after. Where a threshold is crossed, the
     * account has a field that says so, until somebody says that it was told.
     *
     * <p>The mark is made once the accounts have let the reservation go, and before anything is counted: where the user may not do the first,
     * the end is not done and waits.
     */
    static final Script END = new Script("end", ACCOUNTS + """
            local claims = (#KEYS - 2) / 2
            local mark, entries = KEYS[#KEYS - 1], KEYS[#KEYS]
            local at = 3 + claims * CLAIM
            local settles = ARGV[at + 1] == 's'
            if redis.call('EXISTS', mark) == 1 then return {0} end
            local answer = {1}
            local function noteAlert(a, i, before, after, levels)
              local there, crossed = 0, false
              for level in string.gmatch(levels, '%d+') do
                crossed = crossed or before < tonumber(level) and after >= tonumber(level)
              end
              if not crossed then return end
              for _ in pairs(a.alerts) do there = there + 1 end
              if there < MOST_ALERTS then
                a.alerts['p' .. id .. '.' .. i] = string.format('%d:%d:%d', before, after, now + PATIENCE)
              end
            end
            for i = 1, claims do
              local a = load(i)
              local reserved = ARGV[3 + (i - 1) * CLAIM + 1]
              local used = settles and tonumber(ARGV[at + 3 + i]) or 0
              local member = id .. '.' .. i .. '|' .. reserved
              local score = redis.call('ZSCORE', a.open, member)
              answer[#answer + 1] = told(a)
              if score then
                redis.call('ZREM', a.open, member)
                a.held = math.max(0, a.held - tonumber(reserved))
                charge(a, tonumber(reserved), used, tonumber(score) - lease)
              else
                charge(a, 0, used, a.now)
              end
              answer[#answer + 1] = told(a)
              noteAlert(a, i, answer[#answer - 1], answer[#answer], ARGV[at + 3 + claims + i])
            end
            redis.call('SET', mark, '1', 'PX', ARGV[at + 2])
            for _, a in pairs(loaded) do save(a) end
            if settles then
              local entry = {}
              for n = at + 3 + 2 * claims + 1, #ARGV do entry[#entry + 1] = ARGV[n] end
              redis.call('XADD', entries, 'MAXLEN', '~', ARGV[at + 3], '*', unpack(entry))
            end
            return answer
            """);

    /** Answers for each claim: used, held, carried, remaining, ms until all is there. Changes nothing but what has run out. */
    static final Script LOOK = new Script("look", ACCOUNTS + """
            local answer = {}
            for i = 1, #KEYS / 2 do
              local a = load(i)
              answer[#answer + 1] = told(a)
              answer[#answer + 1] = a.held
              answer[#answer + 1] = a.carried
              answer[#answer + 1] = remaining(a)
              answer[#answer + 1] = reset(a)
              if next(a.fields) then save(a) end
            end
            return answer
            """);

    /** An alert of the account was told: behind the one claim there is its name. */
    static final Script TOLD = new Script("told", "return {redis.call('HDEL', KEYS[1], ARGV[#ARGV])}");

    /** All that the others do, with one key: what a user of Redis may not do must be found before anything is counted. */
    static final Script PROBE = new Script("probe", """
            local key = KEYS[1]
            redis.call('TIME')
            redis.call('DEL', key)
            redis.call('HSET', key, 'a', '1')
            redis.call('HGETALL', key)
            redis.call('HDEL', key, 'a')
            redis.call('ZADD', key, 1, 'a')
            redis.call('ZSCORE', key, 'a')
            redis.call('ZRANGEBYSCORE', key, 0, 1)
            redis.call('ZREM', key, 'a')
            redis.call('XADD', key, 'MAXLEN', '~', 1, '*', 'a', '1')
            redis.call('DEL', key)
            redis.call('SET', key, '1', 'PX', 1000)
            redis.call('EXISTS', key)
            redis.call('PEXPIRE', key, 1000)
            return {1}
            """);

    static final List<Script> ALL = List.of(RESERVE, END, LOOK, TOLD);

    private LedgerScripts() {}

    /** What the alert is called that a claim of this reservation has to tell, by the claim's number from 0 on. */
    static String alert(String id, int claim) {
        return "p" + id + "." + (claim + 1);
    }
}
