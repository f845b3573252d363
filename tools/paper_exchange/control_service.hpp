#pragma once

#include "tools/paper_exchange/controls.hpp"
#include "tools/paper_exchange/wire/http.hpp"

#include <memory>
#include <string>

namespace lockstep::paper {

/// The control port: JSON over HTTP, for tests, scenarios and people. What it
/// answers to stands in docs/paper-exchange.md and at its path `/`.
class control_service : public http_service {
public:
  explicit control_service(controls all) : all_{std::move(all)} {}

  void handle(http_request request, http_responder respond) override;
  std::shared_ptr<socket_handler>
  upgrade(const http_request&, std::shared_ptr<socket_link>) override {
    return nullptr;
  }

private:
  controls all_;
};

/// All orders, executions, movements and balances, of one account or (if it is
/// empty) of all: what an auditor recomputes everything from.
[[nodiscard]] std::string records(const exchange& core, const account_id& who);

} // namespace lockstep::paper
