SELECT registry.settle_returns()
