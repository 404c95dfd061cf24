"""What must be true of a cluster whatever has failed: of its log, of its copies, and of what callers were told."""
import json

from daemon import wait_for


def check(trio, callers, auditor):
    """The first complaint, or an empty text."""
    for find in (copies_agree, servers_agree, lambda trio: the_log_is_whole(trio, auditor)):
        if complaint := find(trio):
            return complaint
    events = events_of(trio, trio.machines[0])
    return callers.wrong[0] if callers.wrong else told_is_true(events, callers)


def status_of(trio, machine):
    return json.loads(trio.run(machine, "--ledger", machine.copy(), "cluster", "status", "--format", "json"))


def copies_agree(trio):
    def are_equal():
        found = [status_of(trio, machine) for machine in trio.machines]
        same = len({(each["head"], each["root"]) for each in found}) == 1
        return found if same and found[0]["head"] == found[0]["logHead"] else None
    try:
        wait_for("the copies to have all", are_equal, 60)
    except TimeoutError:
        return f"the copies differ: {[status_of(trio, machine) for machine in trio.machines]}"
    logs = {exported(trio, machine) for machine in trio.machines}
    if len(logs) != 1:
        return "the copies have different bytes"
    for machine in trio.machines:
        trio.run(machine, "--ledger", machine.copy(), "verify")  # fails where anything is wrong
    return ""


def exported(trio, machine):
    return trio.run(machine, "--ledger", machine.copy(), "export", "log", "-", "--as", "jsonl")


def events_of(trio, machine):
    return [json.loads(line) for line in exported(trio, machine).splitlines()]


def servers_agree(trio):
    """Each server of PostgreSQL has the same rows, in dense ranges, with terms that never fall."""
    schema = trio.schema(trio.primary())
    rows = "SELECT md5(string_agg(md5(log::text), '' ORDER BY first)) FROM {}.log".format(schema)

    def are_equal():
        return len({trio.sql(machine, rows) for machine in trio.machines}) == 1
    try:
        wait_for("the replicas to have all", are_equal, 60)
    except TimeoutError:
        return "the servers have different rows"
    wrong = trio.sql(trio.primary(), f"""SELECT first FROM (SELECT first, term, lag(last, 1, 0::bigint) OVER w AS before,
      lag(term, 1, term) OVER w AS older FROM {schema}.log WINDOW w AS (ORDER BY first)) s
      WHERE first <> before + 1 OR term < older""")
    return f"rows that do not follow the one before: {wrong}" if wrong else ""


def the_log_is_whole(trio, auditor):
    """What an auditor runs, who has no copy; it fails where anything is wrong."""
    report = json.loads(trio.run(trio.machines[0], "cluster", "verify", "--log", auditor, "--format", "json"))
    root = status_of(trio, trio.machines[0])["root"]
    return "" if report["root"] == root else f"the log has the root {report['root']}, the copies {root}"


def told_is_true(events, callers):
    by_sequence = {int(event["sequence"]): event for event in events}
    by_key = {event["eventId"]: event for event in events}
    if list(by_sequence) != list(range(1, len(events) + 1)) or len(by_key) != len(events):
        return "the sequences are not dense, or a key stands twice"
    for batch in callers.acknowledged:
        for i, (key, sequence) in enumerate(zip(batch.keys, batch.sequences)):
            event = by_sequence.get(sequence, {})
            told = (event.get("eventId"), event.get("disbursementMade", {}).get("amount"), event.get("evidence", {}).get("note"))
            if told != (key, str(batch.amounts[i]), batch.note(i)) or batch.event not in (None, event):
                return f"{key} was acknowledged at {sequence}; there is {event or 'nothing'}"
        if len(batch.sequences) != len(batch.keys):
            return f"{batch.keys} were acknowledged at {batch.sequences}"
    if left := [key for batch in callers.refused for key in batch.keys if key in by_key]:
        return f"{left} were refused, and are recorded"
    for batch in callers.given_up:
        if 0 < sum(key in by_key for key in batch.keys) < len(batch.keys):
            return f"of {batch.keys} only some are recorded"
    return answers_are_sums(events, callers.answers)


def answers_are_sums(events, answers):
    """Each balance is the plain sum of what was known; the same moment has one root everywhere."""
    sums, total = [0], 0
    for event in events:
        total += int(event["disbursementMade"]["amount"]) if is_paid(event) else 0
        sums.append(total)
    roots = {}
    for name, known_at, disbursed, root in answers:
        if known_at >= len(sums) or disbursed != sums[known_at]:
            return f"{name} said {disbursed} as known at {known_at}; the sum is {sums[known_at:known_at + 1]}"
        if roots.setdefault(known_at, root) != root:
            return f"{name} said {root} as the root of {known_at}, another node {roots[known_at]}"
    return ""


def is_paid(event):
    line = event.get("disbursementMade", {}).get("line", {})
    return line.get("unitId") == "region:north" and line.get("fiscalYear") == 2026
