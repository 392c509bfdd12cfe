"""Says whether a program behaves as the goal asks: prints `right`, or what is wrong."""

import urllib.request

import trial

PNG = b"\x89PNG\r\n\x1a\n"
bodies = {
    "/cat": ("image/png", PNG + b"cat" * 500, True),
    "/page": ("text/html", b"<html>" * 500, False),
    "/liar": ("image/png", b"<html>" * 500, False),
    "/modest": ("text/plain", PNG + b"dog" * 500, False),
    "/short": ("image/png", PNG[:3], False),
}
answers = []
fails = None


def serve(client):
    with client:
        asked = client.recv(1000)
        while asked and b"\r\n\r\n" not in asked:
            asked += client.recv(1000)
        kind, body, _ = bodies.get(asked.split()[1].decode(), ("", b"", False))
        status = b"200 OK" if kind else b"404 Not Found"
        head = b"HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        client.sendall(head % (status, kind.encode(), len(body)) + body)


def failing_read(*args):
    raise fails


def watched(url, *args, **kwargs):
    answers.append(opener.open(url, timeout=1))
    if fails:
        answers[-1].read = failing_read
    return answers[-1]


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
urllib.request.urlopen = watched
host, port = trial.server(serve)
is_picture = trial.program("is_picture")


def call(path):
    value, error = trial.call(is_picture, f"http://{host}:{port}{path}")
    if not all(answer.fp is None for answer in answers):
        trial.problems.append(f"{path}, {fails!r}: an answer is open")
    answers.clear()
    return value, error


for path, (_, _, wanted) in bodies.items():
    value, error = call(path)
    if error is not None or value is not wanted:
        trial.problems.append(f"{path}: {value!r} {error!r}")
value, error = call("/nowhere")
if not isinstance(error, urllib.request.HTTPError):
    trial.problems.append(f"/nowhere: {value!r} {error!r}")
for fails in [ConnectionResetError("reset"), KeyboardInterrupt()]:
    value, error = call("/cat")
    if error is not fails:
        trial.problems.append(f"{fails!r}: {value!r} {error!r}")
trial.end()
