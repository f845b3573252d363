#pragma once

#include <cstdint>
#include <memory>

namespace lockstep::crash {

/// The network between an engine and an exchange, which can be cut: all that
/// connects to its port it connects to another port of this machine.
class proxy {
public:
  /// What becomes of connections.
  enum class state : uint8_t {
    sound,
    cut,    ///< they end, and new ones end at once
    silent, ///< they stay, and nothing arrives any more
  };

  explicit proxy(uint16_t to);
  ~proxy();
  proxy(const proxy&) = delete;
  proxy& operator=(const proxy&) = delete;

  [[nodiscard]] uint16_t port() const;
  /// In force when this returns. Connections that fell silent end when the
  /// network is sound again.
  void set(state now);
  /// So many answers to new orders are lost from now on, each with its
  /// connection: the exchange has accepted, and nobody hears of it.
  void lose_answers(int count);

private:
  class world;
  std::unique_ptr<world> world_;
};

} // namespace lockstep::crash
