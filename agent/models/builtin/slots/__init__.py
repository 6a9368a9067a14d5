"""Values as people say them: days, durations, money, phones, e-mail addresses, names."""
