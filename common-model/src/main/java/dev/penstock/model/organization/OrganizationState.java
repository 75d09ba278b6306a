package dev.penstock.model.organization;

/// Whether an organization's keys open the door.
public enum OrganizationState {
    ACTIVE,

    /// Its keys are refused; its events stay.
    SUSPENDED
}
