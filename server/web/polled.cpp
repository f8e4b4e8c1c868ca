#include "server/web/polled.hpp"

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>

#include "protocol/codec.hpp"
#include "server/web/limits.hpp"

namespace flywheel::web {

namespace asio = boost::asio;

class PolledLine final : public Line {
public:
    PolledLine(asio::io_context& web, std::string id, SignedIn who,
               std::shared_ptr<Sockets> sockets, std::function<void()> forget)
        : Line(std::move(who), std::move(sockets)), id_(std::move(id)), forget_(std::move(forget)),
          silence_(web), answer_by_(web) {}

    [[nodiscard]] bool is_of(SignedIn const& who) const {
        return who.account == who_.account && who.session_hash == who_.session_hash;
    }

    void turn(std::vector<std::string> const& messages, Reply reply) {
        // The browser asks one thing at a time; if it gave up on the one before, that answer is of no use to it.
        if (reply_) { answer(); }
        listen();
        reply_ = std::move(reply);
        for (auto const& message : messages) {
            if (!closed_) { hear(message); }
        }
        if (messages.empty() || closed_) {
            answer();
            return;
        }
        answer_by_.expires_after(polled_answer_max);
        answer_by_.async_wait([self = me()](boost::system::error_code error) {
            if (!error) { self->answer(); }
        });
    }

    void end() {
        silence_.cancel();
        answer_by_.cancel();
        leave();
        forget_();
    }

private:
    // A browser that asks no more is gone.
    void listen() {
        silence_.expires_after(polled_silence_max);
        silence_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            auto const self = std::static_pointer_cast<PolledLine>(weak.lock());
            if (!error && self) { self->end(); }
        });
    }

    void queue(Frame frame) override {
        if (closed_) { return; }
        if (frame.welcomes) { deaf_ = false; }
        if (deaf_) { return; }
        waiting_bytes_ += bytes_of(frame);
        outbox_.push_back(std::move(frame));
        if (waiting_bytes_ > outbox_bytes_max && outbox_.size() > 1) {
            outbox_.clear();
            outbox_.push_back(fell_behind());
            waiting_bytes_ = bytes_of(outbox_.back());
            deaf_ = true;
            in_room([self = me()](Room& room) { room.fell_behind(self.get()); });
        }
        if (in_flight_ == 0) { answer(); }
    }

    void finish(int code, std::string const&) override {
        if (closed_) { return; }
        closed_ = code;
        leave();
        answer();
    }

    void answered() override {
        // What answers it is in the frame that the flush after it brings.
        if (in_flight_ == 0 && !outbox_.empty()) { answer(); }
    }

    void answer() {
        if (!reply_) { return; }
        answer_by_.cancel();
        std::string body = R"({"line":)";
        append_json_string(body, id_);
        body += R"(,"messages":[)";
        bool first = true;
        for (auto const& frame : outbox_) {
            for (auto const& piece : frame.pieces) {
                if (!first) { body += ','; }
                first = false;
                body += *piece;
            }
        }
        body += ']';
        if (closed_) { body += ",\"close\":" + std::to_string(*closed_); }
        body += '}';
        outbox_.clear();
        waiting_bytes_ = 0;
        auto const reply = std::move(reply_);
        reply_ = {};
        reply(Response::json(200, std::move(body)));
        if (closed_) { end(); }
    }

    std::shared_ptr<PolledLine> me() {
        return std::static_pointer_cast<PolledLine>(shared_from_this());
    }

    std::string id_;
    std::function<void()> forget_;
    asio::steady_timer silence_;
    asio::steady_timer answer_by_;
    Reply reply_;
    std::deque<Frame> outbox_;
    std::size_t waiting_bytes_ = 0;
    bool deaf_ = false;  // told to resync, and nothing until the next welcome
    std::optional<int> closed_;
};

PolledLines::PolledLines(asio::io_context& web, std::shared_ptr<Sockets> sockets)
    : web_(web), sockets_(std::move(sockets)),
      lines_(std::make_shared<std::unordered_map<std::string, std::shared_ptr<PolledLine>>>()) {}

bool PolledLines::begin(std::string const& id, SignedIn who) {
    if (lines_->size() >= polled_lines_max) { return false; }
    auto forget = [lines = std::weak_ptr(lines_), id] {
        if (auto const all = lines.lock()) { all->erase(id); }
    };
    // The room thread may be the last to let go of a line; its timers end on the web thread all the same.
    auto last = [sockets = sockets_](PolledLine* line) {
        if (sockets->running) {
            sockets->mailbox.put([line] { delete line; });
        } else {
            delete line;
        }
    };
    std::shared_ptr<PolledLine> const line(
        new PolledLine(web_, id, std::move(who), sockets_, std::move(forget)), std::move(last));
    lines_->emplace(id, line);
    return true;
}

bool PolledLines::turn(std::string const& id, SignedIn const& who,
                       std::vector<std::string> const& messages, Reply const& reply) {
    auto const found = lines_->find(id);
    if (found == lines_->end() || !found->second->is_of(who)) { return false; }
    auto const line = found->second;  // it may end in its own turn
    line->turn(messages, reply);
    return true;
}

void PolledLines::send_away() {
    auto const all = *lines_;
    for (auto const& [id, line] : all) {
        line->end();
    }
}

}  // namespace flywheel::web
