#include "server/http_get.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"

namespace tranche {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr uint64_t kBodyMax = uint64_t{1} << 20;
constexpr unsigned kHttp11 = 11;

struct Target {
  std::string host;
  std::string port;
  std::string path;
};

absl::StatusOr<Target> TargetOf(const std::string& url) {
  absl::string_view rest = url;
  const bool is_http = absl::ConsumePrefix(&rest, "http://");
  const absl::string_view authority = rest.substr(0, rest.find('/'));
  const size_t colon = authority.rfind(':');
  if (!is_http || authority.empty() || colon == 0)
    return Refuse(absl::StatusCode::kInvalidArgument, "http.url",
                  "\"{url}\" is no address that can be asked: wanted http://HOST:PORT", {TextField("url", url)});
  const bool has_port = colon != absl::string_view::npos;
  const absl::string_view path = rest.substr(authority.size());
  return Target{std::string(authority.substr(0, colon)), has_port ? std::string(authority.substr(colon + 1)) : "80",
                path.empty() ? "/" : std::string(path)};
}

// One exchange, each step of which begins the next; all by one deadline.
class Exchange {
 public:
  explicit Exchange(const Target& target) : target_(target), request_(http::verb::get, target.path, kHttp11) {
    request_.set(http::field::host, absl::StrCat(target.host, ":", target.port));
    parser_.body_limit(kBodyMax);
  }

  beast::error_code Run(absl::Duration timeout) {
    const auto end = std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(timeout);
    stream_.expires_at(end);
    resolver_.async_resolve(target_.host, target_.port, [this](beast::error_code error, const auto& found) {
      if (!Failed(error)) Connect(found);
    });
    context_.run_until(end + std::chrono::milliseconds(100));
    return error_;
  }

  std::string TakeBody() { return std::move(parser_.get().body()); }

 private:
  void Connect(const asio::ip::tcp::resolver::results_type& found) {
    stream_.async_connect(found, [this](beast::error_code error, const auto&) {
      if (!Failed(error)) Write();
    });
  }
  void Write() {
    http::async_write(stream_, request_, [this](beast::error_code error, size_t) {
      if (!Failed(error)) Read();
    });
  }
  void Read() {
    http::async_read(stream_, buffer_, parser_, [this](beast::error_code error, size_t) { Failed(error); });
  }
  bool Failed(beast::error_code error) {
    error_ = error;
    return static_cast<bool>(error);
  }

  const Target& target_;
  asio::io_context context_;
  asio::ip::tcp::resolver resolver_{context_};
  beast::tcp_stream stream_{context_};
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::error_code error_ = beast::error::timeout;  // until something has answered
};

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout) {
  const absl::StatusOr<Target> target = TargetOf(url);
  if (!target.ok()) return target.status();
  Exchange exchange(*target);
  const beast::error_code error = exchange.Run(timeout);
  if (!error) return exchange.TakeBody();
  return Refuse(absl::StatusCode::kUnavailable, "http.no-answer", "{url} does not answer: {problem}",
                {TextField("url", url), TextField("problem", error.message())});
}

}  // namespace tranche
