// A client of HTTP/1.1 that does what it is told: half a request, no reading, an end in the middle.
#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// What came back; status 0 when the connection ended before a whole answer.
struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  // by their names in lower case
  std::string body;                            // without chunks
};

class HttpClient {
 public:
  // address  "127.0.0.1:8080".
  explicit HttpClient(const std::string& address);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  const std::string& address() const { return address_; }

  // Sends bytes as they are; false if the other end is gone.
  bool Send(absl::string_view bytes);
  // Reads one answer.
  HttpReply Read();
  // Reads an answer that goes on: its status and headers, then its chunks, one at a time; empty at its end.
  HttpReply ReadHead();
  std::string ReadChunk();
  // Both, with the headers Host and Content-Length. `headers` are lines that end in "\r\n".
  HttpReply Ask(const std::string& method, const std::string& target, const std::string& headers = "",
                const std::string& body = "");
  // Posts `body` as JSON to a call.
  HttpReply Call(const std::string& name, const std::string& body);
  // Sends no more; the other end sees that this was all.
  void EndSending();
  // What comes until the other end closes, or says nothing for so long.
  std::string ReadAll(int milliseconds);
  // False once the other end was seen to have closed.
  bool is_open() const { return is_open_; }
  // True if the other end closes without a byte more.
  bool IsClosed();
  // Ends at once, as a process that is killed.
  void Reset();

 private:
  bool Receive();
  std::string Take(size_t count);
  std::string TakeLine();

  std::string address_;
  int socket_ = -1;
  bool is_open_ = true;
  std::string received_;
};

}  // namespace tranche
