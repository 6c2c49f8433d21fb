"""What the row of models says and is answered: one chat completion of 1 KB each way, and the key that asks."""

import hashlib
import json

KEY = "zk-" + "k" * 43
KEYS = f"""key "bench" {{
    hash "sha256:{hashlib.sha256(KEY.encode()).hexdigest()}"
    rate-limit {{ tokens-per-minute 100000000000; requests-per-minute 1000000000; }}
    budget {{ period "daily"; limit-cost 300000000; }}
}}
"""
OCTETS = 1 << 10
_PROSE = ("A proxy stands between those who ask and those who answer. It reads what is asked, decides where it goes, and passes the answer on "
          "as it comes. Who pays for the answer wants to know what it has cost; who runs the proxy wants that nobody takes more than his share. ")


def padded(make):
    """JSON of exactly 1 KB: its text is as long as that takes. make: text to value."""
    room = OCTETS - len(json.dumps(make("")))
    return json.dumps(make((_PROSE * 8)[:room]))


QUESTION = padded(lambda text: {
    "model": "gpt-4o-mini", "temperature": 0.2, "max_tokens": 256,
    "messages": [{"role": "system", "content": "You answer in one paragraph."}, {"role": "user", "content": text}]})
ANSWER = padded(lambda text: {
    "id": "chatcmpl-bench", "object": "chat.completion", "created": 1764410400, "model": "gpt-4o-mini-2024-07-18",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 187, "completion_tokens": 141, "total_tokens": 328}})
