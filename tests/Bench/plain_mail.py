"""The yardstick of mail-speed: Python's own mail parser and a plain BM25 over the same files, in one process.

usage: plain_mail.py FOLDER QUESTION
Prints one JSON object: files, failed, parse (CPU-seconds), score (CPU-seconds), best (name of the best file).
No stemming, no attachments, no fields but the subject: less work than Lector does.
"""
import email
import email.policy
import html
import json
import math
import os
import re
import sys
import time
from collections import Counter

STOP = frozenset(
    "a about above after again against all am an and any are as at be because been before being below between both but by can did do does doing "
    "down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most my no "
    "nor not now of off on once only or other our ours out over own same she should so some such than that the their theirs them then there these "
    "they this those through to too under until up very was we were what when where which while who whom why will with you your yours".split()
)
WORD = re.compile(r"\w+")
TAG = re.compile(r"(?s)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
K1, B = 1.2, 0.75


def text_of(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    heads = [str(message[name] or "") for name in ("subject", "from", "to", "date")]
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return heads[0], heads, ""
    content = body.get_content()
    if not isinstance(content, str):
        content = content.decode("latin-1") if isinstance(content, bytes) else ""
    if body.get_content_type() == "text/html":
        content = html.unescape(TAG.sub(" ", content))
    return heads[0], heads, content


def terms(text):
    return [word for word in WORD.findall(text.lower()) if word not in STOP]


def main(folder, question):
    names = sorted(os.path.join(at, name) for at, _, files in os.walk(folder) for name in files)
    began = time.process_time()
    texts, failed = [], 0
    for name in names:
        with open(name, "rb") as file:
            data = file.read()
        try:
            subject, _, content = text_of(data)
            texts.append(subject + "\n" + content)
        except Exception:  # The parser of some versions throws on broken headers and unknown charsets.
            failed += 1
            texts.append(data.decode("latin-1"))
    parsed = time.process_time()

    counts = [Counter(terms(text)) for text in texts]
    lengths = [sum(count.values()) for count in counts]
    average = sum(lengths) / max(1, len(lengths)) or 1
    frequency = Counter()
    for count in counts:
        frequency.update(count.keys())
    asked = Counter(terms(question))
    scores = []
    for count, length in zip(counts, lengths):
        score = 0.0
        for term, times in asked.items():
            found = count.get(term)
            if found:
                weight = math.log(1 + (len(counts) - frequency[term] + 0.5) / (frequency[term] + 0.5))
                score += times * weight * found * (K1 + 1) / (found + K1 * (1 - B + B * length / average))
        scores.append(score)
    best = max(range(len(scores)), key=scores.__getitem__) if scores else None
    scored = time.process_time()
    print(json.dumps({
        "files": len(names), "failed": failed, "parse": parsed - began, "score": scored - parsed,
        "best": None if best is None else os.path.basename(names[best]),
    }))


main(sys.argv[1], sys.argv[2])
