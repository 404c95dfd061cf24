#include "bench/served_ledger.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"

namespace tranche {
namespace {

constexpr char kAt[] = "http://127.0.0.1:";

// The port in the first line that the server prints.
uint16_t PortOf(const std::string& line) {
  const size_t found = line.find(kAt);
  uint32_t port = 0;
  TRANCHE_CHECK(found != std::string::npos &&
                    absl::SimpleAtoi(absl::StripAsciiWhitespace(line.substr(found + sizeof kAt - 1)), &port),
                "the server said: ", line);
  return static_cast<uint16_t>(port);
}

}  // namespace

ServedLedgerProcess::ServedLedgerProcess(const std::string& directory) {
  std::array<int, 2> pipe{};
  TRANCHE_CHECK(::pipe(pipe.data()) == 0, "no pipe");
  process_ = ::fork();
  TRANCHE_CHECK(process_ >= 0, "no process");
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the benchmark, however that ends
    ::dup2(pipe[1], STDOUT_FILENO);
    ::execl(TRANCHE_PROGRAM, TRANCHE_PROGRAM, "--lang", "en", "--ledger", directory.c_str(), "serve", "--listen",
            "127.0.0.1:0", nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::FILE* const said = ::fdopen(pipe[0], "r");
  std::array<char, 4096> line{};
  TRANCHE_CHECK(std::fgets(line.data(), line.size(), said) != nullptr, "the server does not start");
  port_ = PortOf(line.data());
  // The rest of what it says is read by nobody, and is little.
}

ServedLedgerProcess::~ServedLedgerProcess() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

ServedCaller::ServedCaller(uint16_t port) : port_(port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int at_once = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  TRANCHE_CHECK(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0, "cannot connect");
}

ServedCaller::~ServedCaller() { ::close(socket_); }

void ServedCaller::Receive() {
  std::array<char, 64 << 10> bytes;
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  TRANCHE_CHECK(count > 0, "the server hung up");
  received_.append(bytes.data(), static_cast<size_t>(count));
}

std::string ServedCaller::Call(absl::string_view name, const std::string& request) {
  const std::string sent = absl::StrCat("POST /tranche.v1.LedgerService/", name, " HTTP/1.1\r\nHost: 127.0.0.1:", port_,
                                        "\r\nContent-Type: application/proto\r\n"
                                        "Content-Length: ",
                                        request.size(), "\r\n\r\n", request);
  TRANCHE_CHECK(::send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(sent.size()),
                "the server takes no more");
  size_t head = 0;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos) Receive();
  const std::string headers = absl::AsciiStrToLower(received_.substr(0, head));
  const size_t at = headers.find("content-length: ");
  uint64_t length = 0;
  TRANCHE_CHECK(absl::StartsWith(headers, "http/1.1 200") && at != std::string::npos &&
                    absl::SimpleAtoi(headers.substr(at + 16, headers.find('\r', at) - at - 16), &length),
                "found ", received_);
  while (received_.size() < head + 4 + length) Receive();
  std::string answer = received_.substr(head + 4, length);
  received_.erase(0, head + 4 + length);
  return answer;
}

}  // namespace tranche
