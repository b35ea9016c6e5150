"""维权信访: petitions, family violence, deadlines, referral; which of it lies in the closed compartment."""
