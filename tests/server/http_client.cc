#include "tests/server/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace tranche {

HttpClient::HttpClient(const std::string& address) : address_(address) {
  const std::vector<std::string> parts = absl::StrSplit(address, ':');
  uint32_t port = 0;
  EXPECT_TRUE(parts.size() == 2 && absl::SimpleAtoi(parts[1], &port)) << address;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  EXPECT_EQ(::inet_pton(AF_INET, parts[0].c_str(), &to.sin_addr), 1);
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  is_open_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

void HttpClient::Reset() {
  const linger at_once = {1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
  is_open_ = false;
}

bool HttpClient::Send(absl::string_view bytes) {
  while (is_open_ && !bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return is_open_;
}

bool HttpClient::Receive() {
  std::array<char, 64 << 10> bytes;
  const ssize_t count = is_open_ ? ::recv(socket_, bytes.data(), bytes.size(), 0) : 0;
  if (count <= 0) {
    is_open_ = false;
    return false;
  }
  received_.append(bytes.data(), static_cast<size_t>(count));
  return true;
}

void HttpClient::EndSending() { ::shutdown(socket_, SHUT_WR); }

std::string HttpClient::ReadAll(int milliseconds) {
  pollfd ready = {socket_, POLLIN, 0};
  while (::poll(&ready, 1, milliseconds) == 1 && Receive()) {
  }
  return std::exchange(received_, "");
}

std::string HttpClient::Take(size_t count) {
  while (received_.size() < count && Receive()) {
  }
  std::string taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

std::string HttpClient::TakeLine() {
  while (received_.find("\r\n") == std::string::npos && Receive()) {
  }
  const size_t end = received_.find("\r\n");
  if (end == std::string::npos) return "";
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 2);
  return line;
}

std::string HttpClient::ReadChunk() {
  uint32_t size = 0;
  if (!absl::SimpleHexAtoi(TakeLine(), &size)) return "";
  std::string chunk = Take(size);
  TakeLine();
  return chunk;
}

HttpReply HttpClient::ReadHead() {
  HttpReply reply;
  const std::vector<std::string> words = absl::StrSplit(TakeLine(), ' ');
  if (words.size() < 2 || !absl::SimpleAtoi(words[1], &reply.status)) return {};
  for (std::string line = TakeLine(); !line.empty(); line = TakeLine()) {
    const std::pair<std::string, std::string> header = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    reply.headers[absl::AsciiStrToLower(header.first)] = header.second;
  }
  return reply;
}

HttpReply HttpClient::Read() {
  HttpReply reply = ReadHead();
  uint64_t length = 0;
  if (reply.headers["transfer-encoding"] == "chunked") {
    for (std::string chunk = ReadChunk(); !chunk.empty(); chunk = ReadChunk()) reply.body += chunk;
  } else if (absl::SimpleAtoi(reply.headers["content-length"], &length)) {
    reply.body = Take(length);
  }
  return reply;
}

HttpReply HttpClient::Ask(const std::string& method, const std::string& target, const std::string& headers,
                          const std::string& body) {
  Send(absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: ", address_, "\r\n", headers,
                    "Content-Length: ", body.size(), "\r\n\r\n", body));
  return Read();
}

HttpReply HttpClient::Call(const std::string& name, const std::string& body) {
  return Ask("POST", absl::StrCat("/tranche.v1.LedgerService/", name), "Content-Type: application/json\r\n", body);
}

bool HttpClient::IsClosed() { return received_.empty() && !Receive(); }

}  // namespace tranche
