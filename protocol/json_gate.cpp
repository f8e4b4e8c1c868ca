#include "protocol/json_gate.hpp"

#include <string>

namespace flywheel {

Result<void> check_json_shape(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes) {
        return refuse(Code::TooBig, "",
                      "The message is longer than " + std::to_string(limits.bytes) + " bytes.",
                      {{"limit", std::to_string(limits.bytes)}});
    }
    std::size_t depth = 0;
    std::size_t values = 1;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;  // whatever is escaped cannot end the string
            } else if (c == '"') {
                in_string = false;
            }
            continue;
        }
        switch (c) {
            case '"': in_string = true; break;
            case '[':
            case '{':
                if (++depth > limits.depth) {
                    return refuse(Code::TooDeep, "",
                                  "The message is nested deeper than " +
                                      std::to_string(limits.depth) + " levels.",
                                  {{"limit", std::to_string(limits.depth)}});
                }
                ++values;
                break;
            case ']':
            case '}':
                if (depth > 0) { --depth; }
                break;
            case ',':
                if (++values > limits.values) {
                    return refuse(Code::TooMany, "",
                                  "The message holds more than " + std::to_string(limits.values) +
                                      " values.",
                                  {{"limit", std::to_string(limits.values)}});
                }
                break;
            default: break;
        }
    }
    return {};
}

}  // namespace flywheel
