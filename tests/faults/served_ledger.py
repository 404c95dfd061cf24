"""A process that serves a ledger, and its two doors, for tests that misbehave at them.

Both doors have the same members. `ask` gives the HTTP status of the answer and the answer as JSON, of a refusal with
its `message`; None when the connection ended without a whole answer, so that nobody knows what became of the call.
`whole` gives the bytes of a call that nobody waits for, of which the last ones are of its message."""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # connections that end are what the tests are about
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

import grpc  # noqa: E402  (reads the environment)
from google.protobuf import json_format  # noqa: E402

SERVICE = "tranche.v1.LedgerService"
PATIENCE = 30  # seconds
BUSY = 503


def messages_of(source):
    """The modules made of proto/request.proto and proto/service.proto."""
    with tempfile.TemporaryDirectory() as generated:
        protos = sorted(f"proto/{path.name}" for path in pathlib.Path(source, "proto").glob("*.proto"))
        subprocess.run(["protoc", f"-I{source}", f"--python_out={generated}", *protos], check=True)
        sys.path.insert(0, generated)
        from proto import request_pb2, service_pb2
        return request_pb2, service_pb2


def frame(kind, flags, stream, payload):
    """A frame of HTTP/2 (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(text):
    """A text as HPACK has it, neither compressed nor indexed (RFC 7541, 5.2); of at most 126 bytes."""
    return bytes([len(text)]) + text.encode()


def frames_of(connection):
    """The frames that come: their kinds, flags, streams and payloads."""
    received = b""
    while part := connection.recv(1 << 16):
        received += part
        while len(received) >= 9 and len(received) >= (end := 9 + int.from_bytes(received[:3], "big")):
            yield received[3], received[4], int.from_bytes(received[5:9], "big"), received[9:end]
            received = received[end:]


class HttpDoor:
    name = "http"

    def __init__(self, address):
        self.address = address

    def connect(self):
        return socket.create_connection(self.address, timeout=PATIENCE)

    def whole(self, name, message, is_stream=False):
        body = json.dumps(message).encode()
        content = "application/json"
        if is_stream:
            body = b"\0" + struct.pack(">I", len(body)) + body
            content = "application/connect+json"
        return (f"POST /{SERVICE}/{name} HTTP/1.1\r\nHost: 127.0.0.1:{self.address[1]}\r\nContent-Type: {content}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body

    def ask(self, name, message):
        with contextlib.suppress(OSError), self.connect() as connection:
            connection.sendall(self.whole(name, message))
            received = b""
            while part := connection.recv(1 << 16):
                received += part
            head, _, body = received.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.I)
            if length and len(body) == int(length.group(1)):
                return int(head.split()[1]), json.loads(body)
        return None

    def say_hello(self, connection):
        """All that somebody says who asks nothing yet."""


class GrpcDoor:
    name = "grpc"
    HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")

    def __init__(self, address, messages):
        self.address = address
        self.requests, self.answers = messages
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
        self.channel = grpc.insecure_channel("%s:%d" % address, options)

    def connect(self):
        return socket.create_connection(self.address, timeout=PATIENCE)

    def request(self, name, message):
        return json_format.ParseDict(message, getattr(self.requests, f"{name}Request")())

    def head(self, name):
        headers = {":method": "POST", ":scheme": "http", ":path": f"/{SERVICE}/{name}",
                   ":authority": "%s:%d" % self.address, "content-type": "application/grpc", "te": "trailers"}
        return self.HELLO + frame(1, 4, 1, b"".join(b"\0" + literal(key) + literal(value)
                                                    for key, value in headers.items()))

    def whole(self, name, message, is_stream=False):
        """By hand: no library leaves a call in the middle of a frame."""
        body = self.request(name, message).SerializeToString()
        return self.head(name) + frame(0, 1, 1, b"\0" + struct.pack(">I", len(body)) + body)

    def send_without_end(self, connection, name, size):
        """Sends a call of a message of `size` bytes, but for the last one, as fast as the server takes it (RFC 9113,
        5.2). False if the server ended the call before."""
        connection.sendall(self.head(name))
        frames = frames_of(connection)
        room, of_new_streams = {0: 65_535, 1: 65_535}, 65_535  # of the connection, and of the stream
        prefix, left = b"\0" + struct.pack(">I", size), 5 + size - 1
        while left > 0:
            if (part := min(left, 16_384, *room.values())) > 0:
                connection.sendall(frame(0, 0, 1, (prefix + bytes(part))[:part]))
                prefix, left, room = b"", left - part, {stream: most - part for stream, most in room.items()}
                continue
            kind, flags, stream, payload = next(frames, (7, 0, 0, b""))
            if kind in (1, 3, 7):  # HEADERS, RST_STREAM, GOAWAY
                return False
            if kind == 8:
                room[stream] += int.from_bytes(payload, "big")
            elif kind == 4 and not flags & 1:
                for at in range(0, len(payload), 6):
                    if payload[at:at + 2] == b"\0\4":
                        new = int.from_bytes(payload[at + 2:at + 6], "big")
                        room[1], of_new_streams = room[1] + new - of_new_streams, new
                connection.sendall(frame(4, 1, 0, b""))
            elif kind == 6 and not flags & 1:
                connection.sendall(frame(6, 1, 0, payload))
        return True

    def say_hello(self, connection):
        connection.sendall(self.HELLO)

    def ask(self, name, message):
        method = self.channel.unary_unary(f"/{SERVICE}/{name}", lambda request: request.SerializeToString(),
                                          getattr(self.answers, f"{name}Response").FromString)
        try:
            return 200, json_format.MessageToDict(method(self.request(name, message), timeout=PATIENCE))
        except grpc.RpcError as error:
            if "grpc-status-details-bin" not in dict(error.trailing_metadata() or ()):
                return None  # nobody but the ledger adds these
            return (BUSY if error.code() == grpc.StatusCode.UNAVAILABLE else 400), {"message": error.details()}


class Server:
    """A process that serves a ledger on free ports."""

    def __init__(self, tranche, ledger, messages):
        command = [tranche, "--lang", "en", "--ledger", ledger, "serve", "--listen", "127.0.0.1:0",
                   "--grpc", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = self.process.stdout.readline() + self.process.stdout.readline()
        ports = re.findall(r"127\.0\.0\.1:(\d+)", lines)
        if len(ports) != 2:
            sys.exit(f"the server did not start: {lines}{self.process.stderr.read()}")
        self.http = HttpDoor(("127.0.0.1", int(ports[0])))
        self.grpc = GrpcDoor(("127.0.0.1", int(ports[1])), messages)
        self.doors = [self.http, self.grpc]

    def memory_most(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) << 10

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=60)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=120)
        if self.process.returncode != 0:
            sys.exit(f"the server ended with {self.process.returncode}: {said}")
