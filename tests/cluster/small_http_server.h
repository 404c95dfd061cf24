// A server of HTTP that answers by GET what a test has put there, such as Patroni's REST API.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace tranche {

class SmallHttpServer {
 public:
  // Answers from now on, on a free port of this machine.
  SmallHttpServer() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port));
  }
  ~SmallHttpServer() {
    ::shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(socket_);
  }

  // "http://127.0.0.1:PORT".
  const std::string& url() const { return url_; }

  // What it answers with, by path; others get 404. Called once.
  void Answer(std::map<std::string, std::string> answers) {
    answers_ = std::move(answers);
    thread_ = std::thread([this] {
      for (int caller = 0; (caller = ::accept(socket_, nullptr, nullptr)) >= 0; ::close(caller)) AnswerOne(caller);
    });
  }

 private:
  void AnswerOne(int caller) const {
    std::string request;
    char byte = 0;
    while (request.find("\r\n\r\n") == std::string::npos && ::recv(caller, &byte, 1, 0) == 1) request += byte;
    const size_t begin = request.find(' ') + 1;
    const auto found = answers_.find(request.substr(begin, request.find(' ', begin) - begin));
    const std::string body = found == answers_.end() ? "" : found->second;
    const absl::string_view status = found == answers_.end() ? "404 Not Found" : "200 OK";
    const std::string answer =
        absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Type: application/json\r\nContent-Length: ", body.size(),
                     "\r\nConnection: close\r\n\r\n", body);
    ::send(caller, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  const int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string url_;
  std::map<std::string, std::string> answers_;
  std::thread thread_;
};

}  // namespace tranche
