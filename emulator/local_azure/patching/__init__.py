"""Guest patching as a model: functions over frozen data, without a clock, a store or a socket."""
