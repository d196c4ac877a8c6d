/// What a view model cannot do itself: the app goes somewhere, or asks the platform.
public enum Go: Sendable, Equatable, Discreet {
  /// Back to where one came from.
  case back
  /// To the first screen of all, to use an invitation.
  case toWelcome
  /// To what an invitation's link says.
  case toConsent(link: String)
  /// To the list of circles.
  case toInbox
  /// To a circle's conversation; to a row in it, if one is given.
  case toChat(circle: String, rowId: Int64? = nil)
  /// To the people of a circle.
  case toPeople(circle: String)
  /// To the number of this person and another one, who is called so and stands there.
  case toNumber(circle: String, person: String, name: String, opposite: Opposite)
  /// To inviting someone to a circle.
  case toInvite(circle: String)
  /// To giving an invitation's link out anew.
  case toReissue(circle: String, invitation: String)
  /// To what is known of a message.
  case toDetails(rowId: Int64)
  /// To what is important in a conversation.
  case toShelf(circle: String)
  /// To where a message's words can be said once more.
  case toForward(rowId: Int64)
  /// To searching a circle, or all of them.
  case toSearch(circle: String? = nil)
  /// To the settings.
  case toSettings
  /// To the lock; what was open is closed already.
  case toLock
  /// To whose work Kith is built on.
  case toLicences
  /// The lock was opened for someone.
  case opened(LockedPerson)
  /// Call a number.
  case call(number: String)
  /// Put text on the clipboard, marked as private.
  case copy(text: String)
  /// Hand text to another app.
  case share(text: String)
  /// Put a day into the person's calendar, as ``CalendarDay`` reads it: nothing of what was said goes along.
  case toCalendar(date: String)
  /// Open a picture with a code in it; what it says comes back as an event.
  case pickPicture
  /// Ask for the camera.
  case askForCamera
  /// To the device's settings: for making room, else for its lock.
  case toDeviceSettings(forSpace: Bool)
  /// To where a newer Kith is had.
  case toUpdate
  /// The person chose another language, by its BCP 47 tag.
  case speak(language: String)
}
