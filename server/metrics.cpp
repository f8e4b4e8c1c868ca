#include "server/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace flywheel::metrics {

namespace {

std::vector<prometheus::ClientMetric::Label> labels_of(Page::Labels const& labels) {
    std::vector<prometheus::ClientMetric::Label> out;
    for (auto const& [name, value] : labels) {
        out.push_back({name, value});
    }
    return out;
}

}  // namespace

void Timing::observe_us(std::int64_t us) {
    ++count_;
    sum_us_ += us;
    for (std::size_t i = 0; i < bounds_s.size(); ++i) {
        if (static_cast<double>(us) <= bounds_s[i] * 1e6) {
            ++within_[i];
            return;
        }
    }
}

std::uint64_t Timing::up_to(std::size_t i) const {
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k <= i; ++k) {
        sum += within_[k];
    }
    return sum;
}

void Page::counter(std::string name, std::string help, double value) {
    counters(std::move(name), std::move(help), {{{}, value}});
}

void Page::counters(std::string name, std::string help, std::vector<Sample> samples) {
    families_.push_back({Type::Counter, std::move(name), std::move(help), std::move(samples), {}});
}

void Page::gauge(std::string name, std::string help, double value, Labels labels) {
    families_.push_back(
        {Type::Gauge, std::move(name), std::move(help), {{std::move(labels), value}}, {}});
}

void Page::timing(std::string name, std::string help, Timing const& timing) {
    families_.push_back({Type::Timing, std::move(name), std::move(help), {}, timing});
}

std::string Page::text() const {
    std::vector<prometheus::MetricFamily> out;
    for (auto const& family : families_) {
        prometheus::MetricFamily made;
        made.name = family.name;
        made.help = family.help;
        if (family.type == Type::Timing) {
            made.type = prometheus::MetricType::Histogram;
            prometheus::ClientMetric metric;
            metric.histogram.sample_count = family.timing.count();
            metric.histogram.sample_sum = family.timing.sum_s();
            for (std::size_t i = 0; i < Timing::bounds_s.size(); ++i) {
                metric.histogram.bucket.push_back({family.timing.up_to(i), Timing::bounds_s[i]});
            }
            metric.histogram.bucket.push_back(
                {family.timing.count(), std::numeric_limits<double>::infinity()});
            made.metric.push_back(std::move(metric));
        }
        for (auto const& sample : family.samples) {
            prometheus::ClientMetric metric;
            metric.label = labels_of(sample.labels);
            if (family.type == Type::Counter) {
                made.type = prometheus::MetricType::Counter;
                metric.counter.value = sample.value;
            } else {
                made.type = prometheus::MetricType::Gauge;
                metric.gauge.value = sample.value;
            }
            made.metric.push_back(std::move(metric));
        }
        out.push_back(std::move(made));
    }
    return prometheus::TextSerializer().Serialize(out);
}

}  // namespace flywheel::metrics
