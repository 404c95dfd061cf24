"""A client that knows proto/ and gRPC alone: asks a served ledger, and prints what it was told.

usage: python_client.py SOURCE_DIR ADDRESS
"""
import subprocess
import sys
import tempfile

import grpc

source_dir, address = sys.argv[1:]
with tempfile.TemporaryDirectory() as generated:
    names = [f"proto/{name}.proto" for name in "event proof refusal request service status view".split()]
    subprocess.run(["protoc", f"-I{source_dir}", f"--python_out={generated}", *names], cwd=source_dir, check=True)
    sys.path.insert(0, generated)
    from proto import refusal_pb2, request_pb2, service_pb2, status_pb2


def method(kind, channel, name):
    """The call `name`, as generated stubs would make it."""
    call = service_pb2.DESCRIPTOR.services_by_name["LedgerService"].methods_by_name[name]
    response = getattr(service_pb2, call.output_type.name)
    return getattr(channel, kind)(f"/{call.containing_service.full_name}/{name}",
                                  request_serializer=lambda request: request.SerializeToString(),
                                  response_deserializer=response.FromString)


def refusal_of(error):
    """The data of a refusal, from where every language of gRPC looks for it."""
    details = status_pb2.StatusDetails.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    refusal = refusal_pb2.Refusal()
    assert details.details[0].Unpack(refusal), details
    return refusal


with grpc.insecure_channel(address) as channel:
    question = request_pb2.QuestionText(unit="P1", as_of="2024-12-31")
    answer = method("unary_unary", channel, "GetBalance")(request_pb2.GetBalanceRequest(question=question), timeout=30)
    print("disbursed", answer.report.total.disbursed)
    parts = method("unary_stream", channel, "ListEvents")(request_pb2.ListEventsRequest(kind="plan"), timeout=30)
    print("plans", sum(len(part.part.events) for part in parts))
    try:
        question.unit = "no such unit"
        method("unary_unary", channel, "GetBalance")(request_pb2.GetBalanceRequest(question=question), timeout=30)
    except grpc.RpcError as error:
        print("refused", error.code().name, refusal_of(error).code)
