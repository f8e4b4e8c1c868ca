#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>

#include "server/outbound/dialer.hpp"

using namespace flywheel;
using namespace flywheel::outbound;

namespace {

// Answers every call on all of loopback, and counts them.
class Listener {
public:
    explicit Listener(std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        : answer_(std::move(answer)), socket_(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        int const off = 0;
        ::setsockopt(socket_, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
        sockaddr_in6 any{};
        any.sin6_family = AF_INET6;
        socklen_t size = sizeof any;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&any), size) == 0);
        REQUIRE(::listen(socket_, 64) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&any), &size) == 0);
        port_ = ntohs(any.sin6_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Listener() {
        ending_ = true;
        thread_.join();
        ::close(socket_);
    }
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

    [[nodiscard]] std::string port() const { return std::to_string(port_); }
    [[nodiscard]] std::uint16_t number() const { return port_; }
    [[nodiscard]] int callers() const { return callers_; }

private:
    void serve() {
        while (!ending_) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) != 1) { continue; }
            int const caller = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
            if (caller < 0) { continue; }
            ++callers_;
            char bytes[4096];
            [[maybe_unused]] auto const heard = ::recv(caller, bytes, sizeof bytes, 0);
            ::send(caller, answer_.data(), answer_.size(), MSG_NOSIGNAL);
            ::close(caller);
        }
    }

    std::string answer_;
    int socket_;
    std::uint16_t port_ = 0;
    std::atomic<int> callers_ = 0;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

Policy allowing(std::string const& text) { return {blocks_in(text).value()}; }

// A call as another server's answer would have us make it.
std::string call(std::string const& url, Policy const& policy = {},
                 NamedBy named_by = NamedBy::Others, std::vector<std::uint16_t> ports = {},
                 std::string const& resolves = {}) {
    Line line(policy, {url, "http", named_by, std::move(ports)});
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> const answers(
        resolves.empty() ? nullptr : curl_slist_append(nullptr, resolves.c_str()),
        curl_slist_free_all);
    auto* const c = line.curl();
    curl_easy_setopt(c, CURLOPT_RESOLVE, answers.get());
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 3000L);
    curl_easy_setopt(
        c, CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
    return line.perform();
}

constexpr char const* not_public = "that address is not public (outbound.allow opens it)";

Place place(std::string const& text) {
    auto const address = address_in(text);
    INFO(text);
    REQUIRE(address);
    return place_of(*address);
}

}  // namespace

TEST_CASE("[S69] each address is what the registries say of it") {
    for (auto const* text : {"1.1.1.1",         "8.8.8.8",           "9.255.255.255",
                             "11.0.0.0",        "100.63.255.255",    "100.128.0.0",
                             "126.255.255.255", "128.0.0.0",         "169.253.255.255",
                             "169.255.0.0",     "172.15.255.255",    "172.32.0.0",
                             "192.0.1.0",       "192.167.255.255",   "192.169.0.0",
                             "198.17.255.255",  "198.20.0.0",        "223.255.255.255",
                             "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888",
                             "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8"}) {
        INFO(text);
        CHECK(place(text) == Place::Public);
    }
    for (auto const* text :
         {"127.0.0.1", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1",
          "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.255",
          "::1", "fc00::1", "fdff:ffff::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:c0a8:1",
          "64:ff9b::10.0.0.1", "64:ff9b::7f00:1"}) {
        INFO(text);
        CHECK(place(text) == Place::Inside);
    }
    for (auto const* text : {"0.0.0.0",
                             "0.1.2.3",
                             "169.254.169.254",
                             "169.254.0.1",
                             "100.100.100.200",
                             "168.63.129.16",
                             "192.0.0.192",
                             "192.0.0.8",
                             "192.0.2.1",
                             "192.88.99.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.9",
                             "224.0.0.1",
                             "239.255.255.250",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "fe80::1",
                             "febf::1",
                             "fec0::1",
                             "ff02::1",
                             "ff05::2",
                             "fd00:ec2::254",
                             "fd20:ce::254",
                             "100::1",
                             "2001::1",
                             "2001:db8::1",
                             "2001:20::1",
                             "2002:7f00:1::",
                             "2002:a00:1::1",
                             "2002:808:808::1",
                             "3fff::1",
                             "5f00::1",
                             "::127.0.0.1",
                             "::10.0.0.1",
                             "::ffff:169.254.169.254",
                             "64:ff9b::169.254.169.254",
                             "64:ff9b:1::a00:1",
                             "4000::1"}) {
        INFO(text);
        CHECK(place(text) == Place::Nowhere);
    }
}

TEST_CASE("[S69] whatever way it is written, nothing is called that is not public") {
    Listener listener;
    std::vector<std::string> const spellings{
        // this machine
        "127.0.0.1", "127.1", "127.0.1", "127.0.0.2", "127.255.255.254", "2130706433", "0x7f000001",
        "0x7f.1", "0x7f.0.0.1", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "0177.1",
        "127.0.0.01", "127.0.0.1.", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "localhost", "LOCALHOST", "localhost.", "%6cocalhost", "127%2e0%2e0%2e1",
        // every address of this machine
        "0.0.0.0", "0", "0x0", "00000000", "[::]", "[::0]", "[::ffff:0.0.0.0]", "[::ffff:0:0]",
        // networks behind it
        "10.0.0.1", "10.1", "167772161", "0xa000001", "012.0.0.1", "172.16.0.1", "0xac100001",
        "172.31.255.255", "192.168.1.1", "3232235777", "0xc0.0xa8.1.1", "0300.0250.1.1",
        "[::ffff:192.168.1.1]", "[::ffff:c0a8:101]", "100.64.0.1", "[fc00::1]", "[fd12:3456::1]",
        "[fe80::1]", "[64:ff9b::a00:1]", "[2002:c0a8:101::1]",
        // what clouds tell their machines
        "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518",
        "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]", "100.100.100.200",
        "168.63.129.16", "192.0.0.192", "[64:ff9b::a9fe:a9fe]",
        // many at once, or none
        "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "[ff02::1]", "[ff05::1:3]",
        "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "[2001:db8::1]", "[2001::1]"};
    CHECK(spellings.size() >= 60);
    int refused = 0;
    for (auto const& spelling : spellings) {
        INFO(spelling);
        auto const says = call("http://" + spelling + ":" + listener.port() + "/");
        CHECK_FALSE(says.empty());
        refused += says == not_public ? 1 : 0;
    }
    CHECK(listener.callers() == 0);
    INFO(refused);
    // The others are no addresses to libcurl at all.
    CHECK(refused >= 60);
}

TEST_CASE(
    "[S69] what the operator named may stand in their network; what they opened may be called, "
    "and no more") {
    Listener listener;
    auto const here = "http://127.0.0.1:" + listener.port() + "/";
    CHECK(call(here, {}, NamedBy::Operator).empty());
    CHECK(call("http://[::1]:" + listener.port() + "/", {}, NamedBy::Operator).empty());
    CHECK(listener.callers() == 2);
    // Naming a host is no word about where mail never goes.
    for (auto const* each : {"169.254.169.254", "0.0.0.0", "[::]", "224.0.0.1", "[fe80::1]"}) {
        INFO(each);
        CHECK(call(std::string("http://") + each + ":" + listener.port() + "/", {},
                   NamedBy::Operator) == not_public);
    }
    CHECK(call(here, allowing("127.0.0.0/29")).empty());
    CHECK(call("http://127.0.0.7:" + listener.port() + "/", allowing("127.0.0.0/29")).empty());
    CHECK(call("http://127.0.0.8:" + listener.port() + "/", allowing("127.0.0.0/29")) ==
          not_public);
    CHECK(
        call("http://[::ffff:127.0.0.1]:" + listener.port() + "/", allowing("127.0.0.1")).empty());
    CHECK(call(here, allowing("10.0.0.0/8 ::1")) == not_public);
    CHECK(listener.callers() == 5);
    // Ports, where they are told.
    CHECK(call(here, allowing("127.0.0.1"), NamedBy::Others, {443}) == "that port is not called");
    CHECK(call(here, allowing("127.0.0.1"), NamedBy::Others, {443, listener.number()}).empty());
    // Another protocol than the one it is for.
    CHECK_FALSE(call("gopher://127.0.0.1:" + listener.port() + "/", allowing("127.0.0.1")).empty());
    CHECK_FALSE(call("file:///etc/passwd", allowing("127.0.0.1")).empty());
    CHECK(listener.callers() == 6);
}

TEST_CASE(
    "[S69] a name that means another address the next moment leads nowhere: each is looked at "
    "as it is called") {
    Listener listener;
    auto const url = "http://moves.example:" + listener.port() + "/";
    auto const answer = [&](std::string const& addresses) {
        return "moves.example:" + listener.port() + ":" + addresses;
    };
    auto const once = allowing("127.0.0.5");
    CHECK(call(url, once, NamedBy::Others, {}, answer("127.0.0.5")).empty());
    CHECK(listener.callers() == 1);
    // The same name, asked again.
    CHECK(call(url, once, NamedBy::Others, {}, answer("127.0.0.1")) == not_public);
    CHECK(call(url, once, NamedBy::Others, {}, answer("[::1]")) == not_public);
    CHECK(call(url, once, NamedBy::Others, {}, answer("169.254.169.254")) == not_public);
    // Several answers at once: every one of them is looked at, in whatever order they are tried.
    CHECK(call(url, once, NamedBy::Others, {}, answer("127.0.0.1,[::1],10.0.0.1")) == not_public);
    CHECK(listener.callers() == 1);
    CHECK(call(url, once, NamedBy::Others, {}, answer("127.0.0.1,127.0.0.5")).empty());
    CHECK(listener.callers() == 2);
}

TEST_CASE("[S69] a redirect is not followed, and no proxy that the environment names is asked") {
    Listener target;
    Listener listener("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + target.port() +
                      "/\r\nContent-Length: 0\r\n\r\n");
    CHECK(call("http://127.0.0.1:" + listener.port() + "/", allowing("127.0.0.1")).empty());
    CHECK(listener.callers() == 1);
    CHECK(target.callers() == 0);
    ::setenv("http_proxy", ("http://127.0.0.1:" + target.port()).c_str(), 1);
    // Its own address would be open.
    CHECK(call("http://10.0.0.1:" + listener.port() + "/", allowing("127.0.0.1")) == not_public);
    ::unsetenv("http_proxy");
    CHECK(target.callers() == 0);
}

TEST_CASE("[S69] a list of networks is read whole, or not at all") {
    CHECK(blocks_in("").value().empty());
    CHECK(blocks_in(" 10.0.0.0/8,fd00::/8  192.0.2.7 ").value().size() == 3);
    for (auto const* wrong : {"10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/", "10.0.0.0/8x",
                              "example.org", "10.0.0.0/-1", "/8", "10.0.0.0/8;::1"}) {
        INFO(wrong);
        CHECK_FALSE(blocks_in(wrong));
    }
    auto const block = blocks_in("10.32.0.0/11").value().front();
    CHECK(lies_in(address_in(std::string("10.63.255.255")).value(), block));
    CHECK_FALSE(lies_in(address_in(std::string("10.64.0.0")).value(), block));
    CHECK_FALSE(lies_in(address_in(std::string("10.31.255.255")).value(), block));
}
