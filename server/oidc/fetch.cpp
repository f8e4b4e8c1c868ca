#include "server/oidc/fetch.hpp"

#include <memory>

namespace flywheel::oidc {

namespace {

constexpr std::size_t answer_bytes_max = 128 * 1024;  // four times the longest that providers send
constexpr std::size_t url_length_max = 2'048;         // what every browser takes
constexpr long status_ok = 200;

std::size_t write_some(char* from, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    auto const length = size * count;
    // Fewer than were given: libcurl ends the transfer.
    if (body.size() + length > answer_bytes_max) { return 0; }
    body.append(from, length);
    return length;
}

int ask_whether_to_go_on(void* give_up, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return (*static_cast<std::function<bool()> const*>(give_up))() ? 1 : 0;
}

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) { return {}; }
    std::string out = text;
    curl_free(text);
    return out;
}

}  // namespace

std::optional<Origin> origin_of(std::string const& url) {
    if (url.size() > url_length_max) { return std::nullopt; }
    std::unique_ptr<CURLU, void (*)(CURLU*)> const parsed(curl_url(), curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    Origin origin{part_of(parsed.get(), CURLUPART_SCHEME), part_of(parsed.get(), CURLUPART_HOST),
                  part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
    bool const plain = part_of(parsed.get(), CURLUPART_USER).empty() &&
                       part_of(parsed.get(), CURLUPART_PASSWORD).empty() &&
                       url.find('#') == std::string::npos;
    bool const web = origin.scheme == "https" || origin.scheme == "http";
    if (!plain || !web || origin.host.empty()) { return std::nullopt; }
    return origin;
}

Fetched fetch(Asked const& asked, outbound::Policy const& policy,
              std::function<bool()> const& give_up) {
    outbound::Line line(policy, asked.to);
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> const headers(
        curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
    Fetched fetched;
    auto* const c = line.curl();
    curl_easy_setopt(c, CURLOPT_TIMEOUT, asked.timeout_s);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "Flywheel");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, write_some);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &fetched.body);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, ask_whether_to_go_on);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &give_up);
    if (!asked.form.empty()) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, static_cast<long>(asked.form.size()));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, asked.form.c_str());
    }
    if (!asked.user.empty()) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, asked.user.c_str());
        curl_easy_setopt(c, CURLOPT_PASSWORD, asked.password.c_str());
    }
    fetched.problem = line.perform();
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &fetched.status);
    if (fetched.problem.empty() && fetched.status != status_ok) {
        fetched.problem = "the answer was " + std::to_string(fetched.status);
    }
    return fetched;
}

}  // namespace flywheel::oidc
