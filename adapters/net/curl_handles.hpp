#pragma once

#include <curl/curl.h>

#include <memory>

namespace lockstep::net {

namespace detail {

/// Ends a handle of curl.
struct curl_cleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

} // namespace detail

/// A curl transfer; owned.
using easy_handle = std::unique_ptr<CURL, detail::curl_cleanup>;

/// A list of header lines as curl wants it; owned.
using header_list = std::unique_ptr<curl_slist, detail::curl_cleanup>;

} // namespace lockstep::net
