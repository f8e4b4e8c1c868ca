#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "talk": what people say to each other about a record or one of its fields.
namespace flywheel {

struct Comment {
    CommentId id;
    std::string about_kind;
    std::string about_id;
    std::string about_field;
    CommentId thread;
    PdsaCycleId cycle;
    MeasureSeriesId series;
    std::string text;
    bool names_a_person = false;
    Level written_for = Level::Network;
    bool resolved = false;
    MemberId resolved_by;
    Instant resolved_at_ms;

    static constexpr std::string_view kind = "comment";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = Comment;
        return Fields{
            field("about_kind", &R::about_kind, "The kind of the record it is on.",
                  {.required = true, .length_max = 40, .set_by = SetBy::Creator}),
            field("about_id", &R::about_id, "The record it is on.",
                  {.required = true, .length_max = id_length_max, .set_by = SetBy::Creator}),
            field("about_field", &R::about_field,
                  "The field of that record it speaks of; none for the record as a whole.",
                  {.length_max = 40, .set_by = SetBy::Creator}),
            field("thread", &R::thread, "The comment that began the thread; none for that one.",
                  {.set_by = SetBy::Creator}),
            field("cycle", &R::cycle,
                  "The cycle it is on, or in which the record lies that it is on.",
                  {.set_by = SetBy::Rule}),
            field("series", &R::series,
                  "The series it is on, or in which the record lies that it is on.",
                  {.set_by = SetBy::Rule}),
            field("text", &R::text, "What is said.",
                  {.required = true, .length_min = 1, .length_max = text_length_max}),
            field("names_a_person", &R::names_a_person,
                  "It names a person, so it stays with those it was written for.",
                  {.merge = Merge::Guarded}),
            field("written_for", &R::written_for,
                  "How far the record was shared when it was written.", {.set_by = SetBy::Rule}),
            field("resolved", &R::resolved, "The thread that it began is settled.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("resolved_by", &R::resolved_by, "Who settled it.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
            field("resolved_at_ms", &R::resolved_at_ms, "When it was settled.",
                  {.merge = Merge::Guarded, .set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
