#pragma once
#include <array>
#include <boost/system/result.hpp>
#include <map>
#include <string>
#include <string_view>

namespace flywheel {

// Why a person's request was not carried out. Both message catalogues of the browser hold every code.
enum class Code {
    AimIncomplete,
    Archived,
    BadOrigin,
    DuplicateLink,
    FixedOnce,
    Guessable,
    IdReused,
    IdTaken,
    InTheFuture,
    LastDirector,
    LeadMustAgree,
    Loop,
    MailNotTaken,
    Missing,
    NamesAPerson,
    NeedsCode,
    NeedsDecision,
    NeedsEndDate,
    NeedsLearning,
    NeedsOwner,
    NeedsPasskey,
    NeedsPrediction,
    NeedsReason,
    NeedsScale,
    NeedsSecondFactor,
    NeedsSecondPerson,
    NeedsSustainPlan,
    NeedsVerdict,
    NoSuchInvitation,
    NotAChoice,
    NotADate,
    NotAList,
    NotANumber,
    NotARank,
    NotAnId,
    NotFound,
    NotText,
    NotUsable,
    NotWellFormed,
    NotYours,
    Objected,
    OnlyWayIn,
    OurFault,
    PasskeyRefused,
    PhotoTellsMore,
    PredictionLocked,
    ProviderUnreachable,
    Published,
    SetByRule,
    SignInFailed,
    SignedOut,
    Stale,
    StillUsed,
    StorageFull,
    TooBig,
    TooDeep,
    TooEarly,
    TooLarge,
    TooLong,
    TooMany,
    TooManyAttempts,
    TooShort,
    TooSmall,
    UnknownCommand,
    UnknownField,
    UnknownKind,
    UnknownMediaType,
    UnknownWireVersion,
    WeakPassword,
    WrongLink,
    WrongState
};

constexpr auto enum_names(Code) {
    using namespace std::string_view_literals;
    return std::array{"aim_incomplete"sv,
                      "archived"sv,
                      "bad_origin"sv,
                      "duplicate_link"sv,
                      "fixed_once"sv,
                      "guessable"sv,
                      "id_reused"sv,
                      "id_taken"sv,
                      "in_the_future"sv,
                      "last_director"sv,
                      "lead_must_agree"sv,
                      "loop"sv,
                      "mail_not_taken"sv,
                      "missing"sv,
                      "names_a_person"sv,
                      "needs_code"sv,
                      "needs_decision"sv,
                      "needs_end_date"sv,
                      "needs_learning"sv,
                      "needs_owner"sv,
                      "needs_passkey"sv,
                      "needs_prediction"sv,
                      "needs_reason"sv,
                      "needs_scale"sv,
                      "needs_second_factor"sv,
                      "needs_second_person"sv,
                      "needs_sustain_plan"sv,
                      "needs_verdict"sv,
                      "no_such_invitation"sv,
                      "not_a_choice"sv,
                      "not_a_date"sv,
                      "not_a_list"sv,
                      "not_a_number"sv,
                      "not_a_rank"sv,
                      "not_an_id"sv,
                      "not_found"sv,
                      "not_text"sv,
                      "not_usable"sv,
                      "not_well_formed"sv,
                      "not_yours"sv,
                      "objected"sv,
                      "only_way_in"sv,
                      "our_fault"sv,
                      "passkey_refused"sv,
                      "photo_tells_more"sv,
                      "prediction_locked"sv,
                      "provider_unreachable"sv,
                      "published"sv,
                      "set_by_rule"sv,
                      "sign_in_failed"sv,
                      "signed_out"sv,
                      "stale"sv,
                      "still_used"sv,
                      "storage_full"sv,
                      "too_big"sv,
                      "too_deep"sv,
                      "too_early"sv,
                      "too_large"sv,
                      "too_long"sv,
                      "too_many"sv,
                      "too_many_attempts"sv,
                      "too_short"sv,
                      "too_small"sv,
                      "unknown_command"sv,
                      "unknown_field"sv,
                      "unknown_kind"sv,
                      "unknown_media_type"sv,
                      "unknown_wire_version"sv,
                      "weak_password"sv,
                      "wrong_link"sv,
                      "wrong_state"sv};
}

// A refusal names the first thing that is wrong. `with` carries the limit, the path or the state that
// a message in any language needs; it never carries what the asker may not see.
struct Refusal {
    Code code = Code::OurFault;
    std::string field;
    std::string says;  // one English sentence, for the API and the command line
    std::map<std::string, std::string> with;
    // The record that `stale` is about; the room sends its current form along.
    std::string about_kind;
    std::string about_id;
};

template <class T>
using Result = boost::system::result<T, Refusal>;

[[nodiscard]] inline Refusal refuse(Code code, std::string field, std::string says,
                                    std::map<std::string, std::string> with = {}) {
    return {code, std::move(field), std::move(says), std::move(with), {}, {}};
}

// The same refusal, of one row of many: `with` names it, counted from 1 as sheets count.
[[nodiscard]] inline Refusal in_row(Refusal refusal, std::size_t index) {
    refusal.with["row"] = std::to_string(index + 1);
    return refusal;
}

[[noreturn]] void throw_refusal(Refusal const& refusal);

}  // namespace flywheel

// boost::system::result asks for this when value() is called on a refusal: a programming error here.
namespace boost::system {
[[noreturn]] inline void throw_exception_from_error(flywheel::Refusal const& refusal,
                                                    boost::source_location const&) {
    flywheel::throw_refusal(refusal);
}
}  // namespace boost::system
