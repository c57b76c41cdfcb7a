"""The HTTP API of the examples: prints what it is sent, and serves a paged catalogue.

usage: receiver.py PORT
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ARTICLES = [
    {
        "id": number,
        "name": f"Article {number}",
        "price": round(number * 1.25, 2),
        "tags": ["new"] if number % 5 == 0 else [],
        "note": "sold out" if number % 7 == 0 else None,
    }
    for number in range(1, 24)
]


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path != "/articles":
            return self.answer(404, {"error": f"no such path: {url.path}"})
        query = {name: int(values[0]) for name, values in parse_qs(url.query).items()}
        page, per_page = query.get("page", 1), query.get("per_page", 10)
        pages = -(-len(ARTICLES) // per_page)
        items = ARTICLES[(page - 1) * per_page : page * per_page]
        self.answer(200, {"page": page, "pages": pages, "items": items})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        key = self.headers.get("idempotency-key") or self.headers.get("x-idempotency-key")
        print(f"received POST {self.path} key={key} {body}", flush=True)
        self.answer(201, {"accepted": True})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Only what is sent is worth a line."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
